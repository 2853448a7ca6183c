//! See `src/mutate.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cloud66_webhooks_fuzz::mutate::check(data));
