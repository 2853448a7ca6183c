//! See `src/cbor.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cloud66_webhooks_fuzz::cbor::check(data));
