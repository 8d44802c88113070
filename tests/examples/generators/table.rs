//! The tables, as Markdown, and whether what was aimed at holds.

use std::time::Duration;

use crate::Row;
use crate::contender::Contender;
use crate::measure::Cost;

/// Ours builds at least so many times as fast as Hugo.
const AIM_BESIDE_HUGO: f64 = 5.0;
/// Ours takes at most so many times as long as copying what it wrote.
const AIM_BESIDE_COPY: f64 = 2.0;
/// One page that changed is there again within this.
const AIM_OF_CHANGE: Duration = Duration::from_millis(50);

/// Where a change was not measured: everything is built again.
const AS_BEFORE: &str = "as from nothing";

/// Prints what was measured of everybody.
pub fn print(floor: Cost, rows: &[Row]) {
    let ours = &rows[0];
    println!("{} pages, half of them in each language. A build from nothing, median:\n", ours.pages);
    println!(
        "| generator | pages | seconds | µs a page | peak memory, MB | written, MB | runs | this generator is so many times as fast, by the page |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for row in rows {
        println!(
            "| {} | {} | {:.2} | {:.0} | {:.0} | {:.0} | {} | {:.1} |",
            row.contender.name(),
            row.pages,
            row.cold.time.as_secs_f64(),
            by_page(row.cold, row.pages),
            megabytes(row.cold.memory),
            megabytes(row.written),
            row.runs,
            by_page(row.cold, row.pages) / by_page(ours.cold, ours.pages),
        );
    }
    let floor_name = "the floor: `cp -r` of what this generator wrote";
    let (seconds, page) = (floor.time.as_secs_f64(), by_page(floor, ours.pages));
    println!("| {floor_name} | | {seconds:.2} | {page:.0} | | | | {:.1} |", ratio(floor, ours.cold));

    println!("\nOne page changes. From the change until it is built, median:\n");
    println!("| generator | a new process, ms | peak memory, MB | a process that watches, ms |");
    println!("|---|---:|---:|---:|");
    for row in rows {
        println!(
            "| {} | {} | {} | {} |",
            row.contender.name(),
            row.changed.map_or(AS_BEFORE.into(), |cost| format!("{:.0}", milliseconds(cost.time))),
            row.changed.map_or(AS_BEFORE.into(), |cost| format!("{:.0}", megabytes(cost.memory))),
            row.watched.map_or("–".into(), |time| format!("{:.0}", milliseconds(time))),
        );
    }
    println!();
    aims(floor, rows);
}

fn aims(floor: Cost, rows: &[Row]) {
    let ours = &rows[0];
    let hugo = rows.iter().find(|row| row.contender == Contender::Hugo).expect("Hugo is measured");
    let beside_hugo = ratio(hugo.cold, ours.cold);
    let beside_copy = ratio(ours.cold, floor);
    aim("at least 5 times as fast as Hugo", beside_hugo >= AIM_BESIDE_HUGO, format!("{beside_hugo:.1}"));
    aim("at most twice as long as the copy", beside_copy <= AIM_BESIDE_COPY, format!("{beside_copy:.1}"));
    let changes =
        [("in a new process", ours.changed.map(|cost| cost.time)), ("while watching", ours.watched)];
    for (how, time) in changes {
        let Some(time) = time else { continue };
        let what = format!("one changed page {how} within 50 ms");
        aim(&what, time <= AIM_OF_CHANGE, format!("{:.0} ms", milliseconds(time)));
    }
}

/// Says whether an aim was reached.
fn aim(what: &str, holds: bool, measured: String) {
    println!("- {what}: {} ({measured})", if holds { "**holds**" } else { "**does not hold**" });
}

/// Prints how ours grows.
pub fn print_sizes(costs: &[(u32, Cost)]) {
    println!("\nThis generator alone, from nothing, once at each size:\n");
    println!("| pages | seconds | µs a page | peak memory, MB | bytes of memory a page |");
    println!("|---:|---:|---:|---:|---:|");
    for (pages, cost) in costs {
        println!(
            "| {pages} | {:.2} | {:.0} | {:.0} | {} |",
            cost.time.as_secs_f64(),
            by_page(*cost, *pages),
            megabytes(cost.memory),
            cost.memory / u64::from(*pages),
        );
    }
}

/// How many times as long `cost` took as `base`.
fn ratio(cost: Cost, base: Cost) -> f64 {
    cost.time.as_secs_f64() / base.time.as_secs_f64()
}

fn by_page(cost: Cost, pages: u32) -> f64 {
    cost.time.as_secs_f64() * 1e6 / f64::from(pages)
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
