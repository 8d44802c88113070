//! Whether a browser shows the colours of a picture as the PDF means them.

use super::dictionary::Dictionary;
use super::jpeg::JpegHeader;
use super::token::{Token, Tokens};

/// The family of a colour space (8.6), as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// DeviceGray, CalGray.
    Gray,
    /// ICCBased: gray, colour or inks, depending on the number of components.
    Profile,
    /// Colours, inks, palettes and whatever else there is.
    Other,
}

/// The family of a colour space that is a name or an array that begins with one; nothing else.
pub(super) fn family(value: &[u8]) -> Option<Family> {
    let mut tokens = Tokens::of_all(value);
    let name = match tokens.token()? {
        Token::Name(name) => name,
        Token::ArrayOpen => match tokens.token()? {
            Token::Name(name) => name,
            _ => return None,
        },
        _ => return None,
    };
    Some(match name {
        b"DeviceGray" | b"CalGray" => Family::Gray,
        b"ICCBased" => Family::Profile,
        _ => Family::Other,
    })
}

/// The components of a JPEG that a browser makes can stand for those of this picture. Where there are
/// three, they do so in any colour space, which stays. A single one becomes three of DeviceRGB, so it has
/// to be a gray: in an ink, more is darker. One in an object stream is not known.
pub(super) fn is_plain(components: u8, family: Option<Family>) -> bool {
    match components {
        1 => matches!(family, Some(Family::Gray | Family::Profile)),
        3 => true,
        _ => false,
    }
}

/// The dictionary asks for nothing that decoding the JPEG by itself would miss: a masked colour (8.9.6.4),
/// values turned round (8.9.5.2), a stencil (8.9.6.2), or colours left untransformed (table 13), where
/// Adobe's segment in the JPEG does not decide.
pub(super) fn is_ordinary(dictionary: &Dictionary, header: &JpegHeader) -> bool {
    let fits = |name, stated: u32| dictionary.integer(name).is_none_or(|number| number == stated);
    let is_masked_by_colour = dictionary.get("Mask").is_some_and(|mask| mask.starts_with(b"["));
    let decode = dictionary.get("Decode");
    let is_turned = decode.is_some()
        && !dictionary
            .integers("Decode")
            .is_some_and(|limits| limits.chunks(2).all(|limits| limits == [0, 1]));
    let is_stencil = dictionary.get("ImageMask").is_some_and(|value| value != b"false");
    let parameters = dictionary.get("DecodeParms").unwrap_or_default();
    let is_untransformed = header.adobe_transform.is_none()
        && (parameters.ends_with(b"R") || parameters.windows(14).any(|name| name == b"ColorTransform"));
    fits("Width", header.width)
        && fits("Height", header.height)
        && !is_masked_by_colour
        && !is_turned
        && !is_stencil
        && !is_untransformed
}
