//! Words without their affixes, lightly: *memperpanjang*, *diperpanjang* and *perpanjangan* are all found by
//! *panjang*. Tables instead of a library, because the browser has to take the same affixes off what is typed:
//! it gets these tables (0.4 KB, brotli) with the index page, where a stemmer of each language would be 3 KB.
//! A wrong stem does no harm as long as both sides make it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rules::Lang;

/// The least that is left of a word.
const SHORTEST_STEM: usize = 4;

/// Endings, and what takes their place: one of each group is taken off, group after group.
type Ends = &'static [&'static [(&'static str, &'static str)]];

/// Beginnings, the longest first, and what may take their place: before a consonant, and before a vowel,
/// where *mem-* may have swallowed a *p* or not.
type Beginnings = &'static [(&'static str, &'static [&'static str], &'static [&'static str])];

const ENDS_ID: Ends =
    &[&[("nya", ""), ("lah", ""), ("kah", ""), ("pun", "")], &[("kan", ""), ("an", ""), ("i", "")]];

const BEGINNINGS_ID: Beginnings = &[
    ("memper", &[""], &[""]),
    ("diper", &[""], &[""]),
    ("meny", &["ny"], &["s"]),
    ("peny", &["ny"], &["s"]),
    ("meng", &[""], &["", "k"]),
    ("peng", &[""], &["", "k"]),
    ("mem", &[""], &["p", "m"]),
    ("pem", &[""], &["p", "m"]),
    ("men", &[""], &["t", "n"]),
    ("pen", &[""], &["t", "n"]),
    ("ber", &[""], &[""]),
    ("per", &[""], &[""]),
    ("ter", &[""], &[""]),
    ("me", &[""], &[""]),
    ("pe", &[""], &[""]),
    ("di", &[""], &[""]),
    ("ke", &[""], &[""]),
    ("se", &[""], &[""]),
];

const ENDS_EN: Ends = &[&[("ss", "ss"), ("ies", "y"), ("s", "")], &[("ing", ""), ("ed", "")]];

const STOP_ID: &str = "ada adalah agar akan anda atau bagi bahwa banyak belum bila bisa boleh bukan dalam dan dapat \
    dari dengan di dua hal harus hanya ia ini itu jika juga kami karena ke kepada lain lebih maka masih mau mereka \
    misalnya oleh pada para paling perlu pun saat saja sampai satu saya sebagai sebelum sebuah sedang sehingga \
    selama semua seperti serta sesudah setelah setiap sudah supaya tanpa tentang terhadap tersebut tetapi tidak \
    tiga untuk yaitu yang";

const STOP_EN: &str = "about after all also an and any are as at be been before but by can do does each for from \
    had has have how if in into is it its may more must no not of on once one only or other our out over than that \
    the their them then there these they this those to until up use was we were what when where which who will \
    with without you your";

/// Whether a word is everywhere and leads nowhere.
pub fn is_stop_word(lang: Lang, word: &str) -> bool {
    static SETS: LazyLock<[BTreeSet<&str>; 2]> =
        LazyLock::new(|| Lang::ALL.map(|lang| stop_words(lang).split(' ').collect()));
    let at = Lang::ALL.into_iter().position(|known| known == lang);
    at.is_some_and(|at| SETS[at].contains(word))
}

/// Words that are everywhere and lead nowhere, with spaces between them.
pub fn stop_words(lang: Lang) -> &'static str {
    match lang {
        Lang::Id => STOP_ID,
        Lang::En => STOP_EN,
    }
}

/// The endings of a language.
pub fn ends(lang: Lang) -> Ends {
    match lang {
        Lang::Id => ENDS_ID,
        Lang::En => ENDS_EN,
    }
}

/// The beginnings of a language.
pub fn beginnings(lang: Lang) -> Beginnings {
    match lang {
        Lang::Id => BEGINNINGS_ID,
        Lang::En => &[],
    }
}

/// What a word is found by: itself, and its stems.
pub fn terms(lang: Lang, word: &str) -> Vec<String> {
    let mut stem = word.to_owned();
    for group in ends(lang) {
        let found = group.iter().find(|(end, _)| stem.ends_with(end));
        if let Some((end, instead)) = found
            && stem.len() - end.len() + instead.len() >= SHORTEST_STEM.min(stem.len() - 1)
            && stem.len() - end.len() >= SHORTEST_STEM - 1
        {
            stem.truncate(stem.len() - end.len());
            stem.push_str(instead);
        }
    }
    let found = beginnings(lang).iter().find_map(|(beginning, consonant, vowel)| {
        let rest = stem.strip_prefix(beginning).filter(|rest| rest.len() >= SHORTEST_STEM - 1)?;
        let instead = if rest.starts_with(['a', 'e', 'i', 'o', 'u']) { vowel } else { consonant };
        Some(instead.iter().map(|instead| format!("{instead}{rest}")).collect())
    });
    let mut terms: Vec<String> = found.unwrap_or_else(|| vec![stem]);
    terms.retain(|term| term != word);
    terms.insert(0, word.to_owned());
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_have_a_stem_in_common() {
        // If it broke, whoever types another form than the guide has would find nothing.
        for (lang, stem, forms) in [
            (Lang::Id, "panjang", &["perpanjangan", "memperpanjang", "diperpanjang", "panjang"][..]),
            (Lang::Id, "mohon", &["permohonan", "pemohon", "memohon", "dimohonkan"]),
            (Lang::Id, "unggah", &["mengunggah", "unggahan", "diunggah", "pengunggahan", "unggahannya"]),
            (Lang::Id, "jamin", &["penjamin", "jaminan", "dijamin"]),
            (Lang::Id, "kirim", &["mengirim", "pengiriman", "dikirim", "kiriman"]),
            (Lang::En, "upload", &["uploads", "uploading", "uploaded"]),
            (Lang::En, "fee", &["fees", "fee"]),
            (Lang::En, "agency", &["agencies"]),
        ] {
            for form in forms {
                let terms = terms(lang, form);
                assert!(terms.contains(&stem.to_owned()), "{form}: {terms:?}");
            }
        }
    }

    #[test]
    fn short_words_stay_as_they_are() {
        // If it broke, *visa* and *vis* would be one, and results would be noise.
        for word in ["visa", "ikan", "itas", "hari", "dinas"] {
            assert!(terms(Lang::Id, word).iter().all(|term| term.len() >= 3), "{word}");
        }
        assert_eq!(terms(Lang::En, "pass"), ["pass"]);
        assert_eq!(terms(Lang::En, "visa"), ["visa"]);
    }
}
