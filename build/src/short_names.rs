//! Short names for what a program imports from its script: wasm-bindgen's are 35 letters long with a hash of 16
//! digits in each, which compresses to nothing less than itself, twice. 3.0 KB of the form's wasm and 2.1 KB of its
//! script (brotli). wasm-opt has a pass for this that leaves alone what does not come from C.

use anyhow::{Context, Result, bail, ensure};

/// The number of the section of imports.
const IMPORTS: u8 = 2;

/// The kind of a function among imports.
const FUNCTION: u8 = 0;

/// Gives short names to the functions that `wasm` imports and `script` has, in both.
///
/// # Errors
/// The program is not one that wasm-opt writes, or the script does not have its functions as wasm-bindgen writes
/// them.
pub fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let (header, mut rest) = wasm.split_at_checked(8).context("no wasm")?;
    let (mut shorter, mut script) = (header.to_vec(), script.to_owned());
    while let Some((&section, after)) = rest.split_first() {
        let mut after = after;
        let length = number(&mut after)?;
        let (content, next) = after.split_at_checked(length).context("a section ends too early")?;
        if section == IMPORTS {
            let renamed = imports(content, &mut script)?;
            shorter.push(section);
            write_number(renamed.len(), &mut shorter);
            shorter.extend(renamed);
        } else {
            shorter.extend(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    Ok((shorter, script))
}

fn imports(mut content: &[u8], script: &mut String) -> Result<Vec<u8>> {
    let mut written = Vec::new();
    let count = number(&mut content)?;
    write_number(count, &mut written);
    for at in 0..count {
        let (module, name) = (text(&mut content)?, text(&mut content)?);
        let (&kind, after) = content.split_first().context("an import ends too early")?;
        // Others are named otherwise, or several at once, in a way that browsers do not read yet.
        ensure!(kind == FUNCTION, "{module} {name} is imported and is no function");
        content = after;
        let what = number(&mut content)?;

        let short = short(at);
        let name = if renamed(script, name, &short)? { &short } else { name };
        for text in [module, name] {
            write_number(text.len(), &mut written);
            written.extend(text.as_bytes());
        }
        written.push(kind);
        write_number(what, &mut written);
    }
    Ok(written)
}

/// Renames the property of an object in the script, if it has one of this name.
fn renamed(script: &mut String, name: &str, short: &str) -> Result<bool> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let places: Vec<usize> = (script.match_indices(name))
        .map(|(at, _)| at)
        .filter(|at| !script[..*at].ends_with(is_part))
        .filter(|at| script[at + name.len()..].starts_with([':', '(']))
        .collect();
    match places[..] {
        [] => bail!("the script has no {name}"),
        [at] if name.starts_with("__wbg_") || name.starts_with("__wbindgen_") => {
            script.replace_range(at..at + name.len(), short);
            Ok(true)
        }
        // What is ours to name.
        [_] => Ok(false),
        _ => bail!("the script has {name} more than once"),
    }
}

/// Two letters for each of 2,704 imports.
fn short(at: usize) -> String {
    let letter = |at: usize| char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[at % 52]);
    [letter(at / 52), letter(at)].iter().collect()
}

fn text<'w>(content: &mut &'w [u8]) -> Result<&'w str> {
    let length = number(content)?;
    let (text, rest) = content.split_at_checked(length).context("a name ends too early")?;
    *content = rest;
    Ok(std::str::from_utf8(text)?)
}

/// A number of 32 bits, seven in each byte, the lowest first.
fn number(content: &mut &[u8]) -> Result<usize> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (&byte, rest) = content.split_first().context("a number ends too early")?;
        *content = rest;
        ensure!(shift < 35, "a number is too long");
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return Ok(number);
        }
    }
}

fn write_number(mut number: usize, to: &mut Vec<u8>) {
    while number > 0x7f {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(module (import "./form_bg.js" NAME (func (type 0))) …)`, with a section behind it.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut imports = Vec::new();
        write_number(names.len(), &mut imports);
        for name in names {
            for text in ["./form_bg.js", name] {
                write_number(text.len(), &mut imports);
                imports.extend(text.as_bytes());
            }
            imports.extend([FUNCTION, 0]);
        }
        let mut wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        wasm.push(IMPORTS);
        write_number(imports.len(), &mut wasm);
        wasm.extend(imports);
        wasm.extend(b"\x03\x01\0");
        wasm
    }

    /// If it broke, the form would not start at all.
    #[test]
    fn both_sides_call_a_function_by_the_same_name() {
        let (one, other) = ("__wbg_call_0123456789abcdef", "__wbg_call_0123456789abcdef0");
        let script = format!("const i={{{one}:function(){{}},{other}(e){{}},__wasm_split_load_rest(){{}}}}");
        let (wasm, script) =
            shorten(&module(&[one, other, "__wasm_split_load_rest"]), &script).expect("a program");
        assert_eq!(script, "const i={aa:function(){},ab(e){},__wasm_split_load_rest(){}}");
        assert_eq!(wasm, module(&["aa", "ab", "__wasm_split_load_rest"]));
    }

    /// If it broke, a form that cannot start would be built without a word.
    #[test]
    fn a_script_without_the_function_is_refused() {
        assert!(shorten(&module(&["__wbg_a"]), "const i={}").is_err());
        assert!(shorten(&module(&["__wbg_a"]), "const i={__wbg_a(){}},j={__wbg_a(){}}").is_err());
        assert!(shorten(b"\0asm\x01\0\0\0\x02\x09", "").is_err(), "cut short");
    }
}
