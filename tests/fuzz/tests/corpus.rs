//! The corpus, fed again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fuzzing::TARGETS;

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// If it broke, bytes that broke something once, or come close to it, would do so again.
#[test]
fn nothing_in_the_corpus_breaks_anything() {
    for (target, function) in TARGETS {
        let files = fs::read_dir(folder("corpus").join(target));
        let files = files.unwrap_or_else(|_| panic!("{target} has no corpus"));
        let mut count = 0;
        for file in files {
            let path = file.expect("a file").path();
            eprintln!("{}", path.display());
            function(&fs::read(&path).expect("its bytes"));
            count += 1;
        }
        assert!(count > 0, "the corpus of {target} is empty");
    }
}

/// If it broke, there would be a target that no fuzzer ever runs.
#[test]
fn the_fuzzer_knows_every_target() {
    let programs = fs::read_dir(folder("libfuzzer/targets")).expect("the programs");
    let programs: BTreeSet<_> = programs
        .map(|file| file.expect("a file").path().file_stem().expect("a name").to_owned())
        .map(|name| name.into_string().expect("a plain name"))
        .collect();
    let targets: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(programs, targets);
    for name in targets {
        let program = fs::read_to_string(folder("libfuzzer/targets").join(&name).with_extension("rs"));
        assert!(program.expect("the program").contains(&format!("feed(\"{name}\"")), "{name}");
    }
}

/// If it broke, the fuzzer would begin with nothing that gets past the first check.
#[test]
fn the_first_seed_is_a_package_that_is_accepted() {
    let seed = fs::read(folder("corpus/package/seed-accepted")).expect("the seed");
    assert!(fuzzing::is_accepted(&seed));
}
