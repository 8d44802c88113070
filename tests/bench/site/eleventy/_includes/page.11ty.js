// The page around the prose, as Panduan and Hugo have it.
import { readFileSync } from 'node:fs';

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');
const sites = { id: 'Panduan Izin Tinggal', en: 'Stay Permit Guide' };

export default function ({ lang, slug, title, description, content }) {
  const other = lang === 'id' ? 'en' : 'id';
  const path = (tag) => (slug === 'index' ? `/${tag}/` : `/${tag}/${slug}/`);
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${sites[lang]}</title>
<meta name="description" content="${description}">
<link rel="canonical" href="https://panduan.example${path(lang)}">
<link rel="alternate" hreflang="id" href="https://panduan.example${path('id')}"><link rel="alternate" hreflang="en" href="https://panduan.example${path('en')}">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip</a>
<header class="top"><a class="name" href="/${lang}/">${sites[lang]}</a>
<nav><a href="${path(other)}" hreflang="${other}">${other}</a></nav></header>
<nav class="crumbs"><ol><li><a href="/${lang}/">${sites[lang]}</a></li><li><span aria-current="page">${title}</span></li></ol></nav>
<main id="content"><div class="lead"><h1>${title}</h1><p>${description}</p></div>
<div class="prose">${content}</div></main>
<footer><p>${sites[lang]}</p></footer>
</body>
</html>
`;
}
