//! Pictures, by the browser's own decoder and encoder: they cost no byte of wasm, and turn a camera's
//! turned pictures upright by themselves.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, ColorSpaceConversion, ImageBitmap, ImageBitmapOptions, ImageEncodeOptions, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

use super::{scope, settled};
use crate::fit::{Next, Search, Try};
use crate::message::{CannotFit, FitLimits};

/// Pixels from left to right of a thumbnail: twice as many as it is shown with, for screens that are fine.
const THUMBNAIL: u32 = 160;

/// Its quality, in hundredths.
const THUMBNAIL_QUALITY: u32 = 70;

/// A decoded picture.
pub struct Picture(ImageBitmap);

impl Picture {
    /// Decodes a picture.
    ///
    /// # Errors
    /// This browser cannot.
    pub async fn decode(file: &Blob) -> Result<Self, CannotFit> {
        let decoded = async { settled(scope().create_image_bitmap_with_blob(file)?).await };
        decoded.await.map(Self).map_err(|_: JsValue| CannotFit::NotDecoded)
    }

    /// Decodes a picture of a PDF, whose readers take its colours as they are.
    ///
    /// # Errors
    /// This browser cannot.
    pub async fn decode_plain(picture: &Blob) -> Result<Self, CannotFit> {
        let options = ImageBitmapOptions::new();
        options.set_color_space_conversion(ColorSpaceConversion::None);
        let decoded = async {
            settled(scope().create_image_bitmap_with_blob_and_image_bitmap_options(picture, &options)?).await
        };
        decoded.await.map(Self).map_err(|_: JsValue| CannotFit::NotDecoded)
    }

    /// The best JPEG within these limits.
    ///
    /// # Errors
    /// There is none, or the browser cannot make it.
    pub async fn fit(&self, limits: FitLimits) -> Result<Blob, CannotFit> {
        let mut search = Search::new(self.0.width(), self.0.height(), limits);
        let mut canvas: Option<OffscreenCanvas> = None;
        // The best of those that fit: to make it again would take seconds.
        let (mut best, mut last) = (None, None);
        loop {
            match search.next(last) {
                Next::Try(tried) => {
                    let drawn = match canvas.take().filter(|canvas| canvas.width() == tried.width) {
                        Some(drawn) => drawn,
                        None => self.draw(tried).map_err(|_| CannotFit::NoCanvas)?,
                    };
                    let encoded = encode(&drawn, tried.quality).await.map_err(|_| CannotFit::NoCanvas)?;
                    canvas = Some(drawn);
                    let bytes = encoded.size() as u64;
                    if bytes <= limits.max_bytes {
                        best = Some((tried, encoded));
                    }
                    last = Some((tried, bytes));
                }
                Next::Done(done) => {
                    let best = best.filter(|(tried, _)| *tried == done);
                    return best.map(|(_, encoded)| encoded).ok_or(CannotFit::NoCanvas);
                }
                Next::Impossible => return Err(CannotFit::TooDetailed),
            }
        }
    }

    fn draw(&self, Try { width, height, .. }: Try) -> Result<OffscreenCanvas, JsValue> {
        let canvas = OffscreenCanvas::new(width, height)?;
        let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
        // Without it, small print that is made smaller breaks up.
        Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into())?;
        let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
        let (width, height) = (f64::from(width), f64::from(height));
        // JPEG has no transparency: what is transparent would become black.
        context.set_fill_style_str("#fff");
        context.fill_rect(0.0, 0.0, width, height);
        context.draw_image_with_image_bitmap_and_dw_and_dh(&self.0, 0.0, 0.0, width, height)?;
        Ok(canvas)
    }
}

/// A picture as small as a stamp.
///
/// # Errors
/// This browser cannot make it.
pub async fn thumbnail(picture: &Blob) -> Result<Blob, JsValue> {
    let options = ImageBitmapOptions::new();
    options.set_resize_width(THUMBNAIL);
    let decoded = scope().create_image_bitmap_with_blob_and_image_bitmap_options(picture, &options)?;
    let small = Picture(settled(decoded).await?);
    let (width, height) = (small.0.width(), small.0.height());
    encode(&small.draw(Try { width, height, quality: THUMBNAIL_QUALITY })?, THUMBNAIL_QUALITY).await
}

impl Drop for Picture {
    fn drop(&mut self) {
        // 48 MB for twelve megapixels: not left until somebody tidies up.
        self.0.close();
    }
}

async fn encode(canvas: &OffscreenCanvas, quality: u32) -> Result<Blob, JsValue> {
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(f64::from(quality) / 100.0);
    settled(canvas.convert_to_blob_with_options(&options)?).await
}
