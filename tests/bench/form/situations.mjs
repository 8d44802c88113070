// Two people who fill the form in, and what they are told. The first is timed; the second shows that a form
// computes its verdict, and does not just show one.

/** The situations on a day, with the answers in the order of the questions. */
export function situations(today) {
  const day = (later) => {
    const date = new Date(`${today}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + later);
    return date.toISOString().slice(0, 10);
  };
  const worker = {
    origin: 'visa-or-status-change',
    holder: 'in-indonesia',
    itas_expires: day(20),
    filed: 'false',
    stay_since: day(-700),
    purpose: 'worker',
    applicant: 'guarantor',
    guarantor_changed: 'false',
    priority: 'false',
  };
  return [
    { name: 'a worker, three weeks before the permit ends', verdict: 'eligible', rule: 'photo-interview', answers: worker },
    {
      name: 'the same, five months before it ends',
      verdict: 'not-yet',
      rule: 'too-early',
      answers: { ...worker, itas_expires: day(150) },
    },
  ];
}
