//! Base64 (RFC 4648, section 4), one text for each sequence of bytes.

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(in crate::voucher) fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The bytes, if the text is what [`encode`] gives for them.
pub(in crate::voucher) fn decode(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// Serde of an optional field.
pub(super) fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    bytes.as_deref().map(encode).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let bytes = text.map(|text| decode(&text).ok_or_else(|| serde::de::Error::custom("not Base64")));
    bytes.transpose()
}
