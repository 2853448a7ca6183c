//! See `src/bytes.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cloud66_webhooks_fuzz::bytes::check(data));
