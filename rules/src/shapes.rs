//! What each kind of TOML file looks like.

use crate::toml::Shape;
use crate::{definition, examples, fee, figure, sources};

/// The kinds of files of which a schema can be made, by name: `service` for `service.toml`.
pub fn shapes() -> [(&'static str, Shape); 6] {
    [
        ("service", definition::shape()),
        ("examples", examples::shape()),
        ("sources", sources::sources_shape()),
        ("holidays", sources::holidays_shape()),
        ("fees", fee::shape()),
        ("figures", figure::shape()),
    ]
}
