// An applicant at the form, in one language: what they see and do, by the names that the form promises
// (ids of questions, options and documents; see DESIGN.md).
import { expect, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type File } from './documents';

export type Lang = 'id' | 'en';
export const LANGUAGES: Lang[] = ['id', 'en'];
export const SERVICE = 'alih-status-itk-itas';

/** The answers of somebody who may apply: alone, with a visit visa and months to go. */
export function eligible(): Record<string, string> {
  return {
    visa_origin: 'visit-visa',
    activity: 'worker',
    itk_expires: inDays(90),
    applicant: 'foreign-national',
    has_guarantor: 'false',
    has_responsible_person: 'false',
    filing_state: 'not-filed',
  };
}

/** What the office needs to know of them. */
export const PERSON = { full_name: 'Grace Hopper' };

/** The day so many days from now, as the browser's clock sees it. */
export function inDays(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The most words of a message that every filling of it contains: those without a placeholder. */
export function messagePart(lang: Lang, code: string): string {
  const words = JSON.parse(readFileSync(join(process.env.PANDUAN_DIST!, 'ui', `${lang}.json`), 'utf8'));
  const message = words[code] ?? words.problem?.[code] ?? words.form?.[code];
  if (!message) throw new Error(`no message for ${code}`);
  const parts: string[] = message.split(/\{[a-z]+\}/);
  return parts.sort((one, other) => other.length - one.length)[0].trim();
}

export class Applicant {
  constructor(
    readonly page: Page,
    readonly lang: Lang,
    readonly origin = process.env.PANDUAN_URL!,
  ) {}

  /** Goes from the service's guide page to its form, as a reader does, and waits until it is alive. */
  async openForm(service = SERVICE) {
    await this.page.goto(`${this.origin}/${this.lang}/services/${service}/`);
    await this.page.locator(`main a[href$="/${this.lang}/services/${service}/apply/"]`).first().click();
    await this.waitForForm();
  }

  async waitForForm() {
    await expect(this.page.locator('#send')).toBeVisible();
  }

  async answer(answers: Record<string, string>) {
    for (const [question, value] of Object.entries(answers)) {
      const field = this.page.locator(`[name="${question}"]`);
      if ((await field.first().getAttribute('type')) === 'radio') {
        await this.page.locator(`[name="${question}"][value="${value}"]`).check();
      } else {
        await field.fill(value);
      }
    }
  }

  /** Fills in details, by the names of their fields. */
  async enter(details: Record<string, string>) {
    for (const [name, value] of Object.entries(details)) {
      const field = this.detail(name);
      if (await field.evaluate((element) => element instanceof HTMLSelectElement)) {
        await field.selectOption(value);
      } else {
        await field.fill(value);
        await field.blur();
      }
    }
  }

  detail(name: string): Locator {
    return this.page.locator(`[name="${name}"]`);
  }

  async attach(document: string, ...files: File[]) {
    await this.page.locator(`input[type=file][name="${document}"]`).setInputFiles(files);
  }

  /** Waits until so many files are checked and nothing is wrong with them: sooner, nothing can be sent. */
  async filesAreRight(files: number) {
    await expect(this.page.locator('.file.right')).toHaveCount(files, { timeout: 60_000 });
  }

  async send() {
    await this.page.locator('#send').click();
  }

  document(id: string): Locator {
    return this.page.locator(`[data-document="${id}"]`);
  }

  get verdict(): Locator {
    return this.page.locator('#verdict');
  }

  get receipt(): Locator {
    return this.page.locator('#receipt[data-receipt]');
  }
}
