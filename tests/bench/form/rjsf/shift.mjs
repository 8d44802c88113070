// Days as texts, moved.

/** The day so many days, months or years later; the last one of the month where there is no such day in it. */
export function shift(day, amount, unit) {
  const date = new Date(day);
  if (unit === 'days') {
    date.setUTCDate(date.getUTCDate() + amount);
  } else {
    const inMonth = date.getUTCDate();
    date.setUTCMonth(date.getUTCMonth() + amount * (unit === 'years' ? 12 : 1));
    if (date.getUTCDate() !== inMonth) date.setUTCDate(0);
  }
  return date.toISOString().slice(0, 10);
}
