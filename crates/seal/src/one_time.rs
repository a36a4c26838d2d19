//! One-time codes as the applications on telephones have them (RFC 6238).

use std::fmt;

use base32ct::{Base32UpperUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand_core::CryptoRng;
use sha1::Sha1;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Seconds for which a code holds.
const STEP: u64 = 30;

/// The secret of a person's one-time codes: SHA-1, 30 seconds, 6 digits, which every application can do.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct OneTime([u8; 20]);

impl OneTime {
    /// A new secret.
    pub fn draw(rng: &mut (impl CryptoRng + ?Sized)) -> OneTime {
        let mut secret = OneTime([0; 20]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// The secret of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 20]) -> OneTime {
        OneTime(bytes)
    }

    /// The bytes, to be sealed.
    #[must_use]
    pub fn expose(&self) -> &[u8; 20] {
        &self.0
    }

    /// The code at an instant, in seconds since 1970.
    #[must_use]
    pub fn code(&self, at_unix_seconds: u64) -> String {
        self.code_of(at_unix_seconds / STEP)
    }

    /// The step in which `code` holds, if it is that of the instant or of the step before or after it, and later
    /// than the last one used: keep what is returned, so that no code is used twice. Blanks in `code` do not matter.
    #[must_use]
    pub fn check(&self, code: &str, at_unix_seconds: u64, last_used_step: Option<u64>) -> Option<u64> {
        let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        let now = at_unix_seconds / STEP;
        (now.saturating_sub(1)..=now.saturating_add(1))
            .filter(|step| last_used_step.is_none_or(|last| *step > last))
            .find(|step| self.code_of(*step).as_bytes().ct_eq(code.as_bytes()).into())
    }

    /// The secret as people type it: 32 letters and digits, in Base32 (RFC 4648).
    #[must_use]
    pub fn text(&self) -> String {
        Base32UpperUnpadded::encode_string(&self.0)
    }

    /// The address that applications read from a square code; it holds the secret.
    #[must_use]
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let (issuer, account, secret) = (encoded(issuer), encoded(account), self.text());
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}"
        )
    }

    /// The secret of a text, as [`OneTime::text`] writes it; `None` when it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<OneTime> {
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let bytes = Base32UpperUnpadded::decode_vec(&plain.to_uppercase()).ok()?;
        bytes.try_into().ok().map(OneTime)
    }

    /// The code of a step: HOTP (RFC 4226, section 5.3).
    fn code_of(&self, step: u64) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("HMAC takes 20 bytes");
        let hash: [u8; 20] = mac.chain_update(step.to_be_bytes()).finalize().into_bytes().into();
        let at = usize::from(hash[19] & 0xf);
        let word = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]);
        format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
    }
}

impl fmt::Debug for OneTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTime(…)")
    }
}
