//! Programs that others wrote: qpdf and Poppler.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs a program on a file.
fn run(program: &str, arguments: &[&str], folder: &TempDir, file: &[u8]) -> Output {
    fs::write(folder.path().join("file.pdf"), file).unwrap();
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    output.unwrap_or_else(|error| {
        panic!(
            "{program} did not start ({error}); `cargo xtask setup` installs it, with qpdf and poppler-utils"
        )
    })
}

/// qpdf finds nothing wrong with a file, not even what it could repair.
pub fn check(file: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let output = run("qpdf", &["--check", "file.pdf"], &folder, file);
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("WARNING"), "{said}");
}

/// qpdf takes the file for a linearized one.
pub fn is_linearized(file: &[u8]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let output = run("qpdf", &["--check-linearization", "file.pdf"], &folder, file);
    !String::from_utf8_lossy(&output.stdout).contains("not linearized")
}

/// A page as pixels.
#[derive(PartialEq, Eq)]
pub struct Page {
    pub width: usize,
    pub height: usize,
    /// Red, green and blue of each pixel.
    pub pixels: Vec<u8>,
}

impl Page {
    /// Which colour is most of red, green, blue and yellow at a place, given as shares of width and
    /// height in quarters.
    pub fn colour(&self, x: usize, y: usize) -> char {
        let at = 3 * (self.height * y / 4 * self.width + self.width * x / 4);
        match self.pixels[at..at + 3] {
            [r, g, b] if r > 150 && g > 150 && b < 128 => 'y',
            [r, g, b] if r > g && r > b => 'r',
            [r, g, b] if g > r && g > b => 'g',
            _ => 'b',
        }
    }

    /// The colours of the four quarters, in the order in which one reads.
    pub fn quarters(&self) -> String {
        [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| self.colour(x, y)).iter().collect()
    }
}

/// The pages of a file, as Poppler draws them at 50 pixels to the inch.
pub fn pages(file: &[u8]) -> Vec<Page> {
    let folder = tempfile::tempdir().unwrap();
    let output = run("pdftoppm", &["-r", "50", "file.pdf", "page"], &folder, file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "ppm"));
    paths.sort();
    paths.iter().map(|path| page(&fs::read(path).unwrap())).collect()
}

/// Reads a PPM file: `P6`, width, height and 255, then the pixels.
fn page(ppm: &[u8]) -> Page {
    let mut parts = ppm.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut next = || parts.next().unwrap();
    assert_eq!(next(), b"P6");
    let [width, height] = [(); 2].map(|()| std::str::from_utf8(next()).unwrap().parse().unwrap());
    let pixels = next().strip_prefix(b"255\n").unwrap().to_vec();
    Page { width, height, pixels }
}

/// The text of a file.
pub fn text(file: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = run("pdftotext", &["file.pdf", "-"], &folder, file);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
