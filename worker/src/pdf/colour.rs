//! Whether a browser shows the colours of a picture as the PDF means them.

use super::dictionary::Dictionary;
use super::jpeg::JpegHeader;
use super::token::{Token, Tokens};

/// A colour space whose single component is a gray, or a profile, which with one component is one as
/// well. Of other spaces with one, palettes say nothing by themselves, and in inks more is darker.
pub(super) fn is_gray(space: &[u8]) -> bool {
    let mut tokens = Tokens::of_all(space);
    let first = match tokens.token() {
        Some(Token::ArrayOpen) => tokens.token(),
        first => first,
    };
    matches!(first, Some(Token::Name(b"DeviceGray" | b"CalGray" | b"ICCBased")))
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
