import assert from "node:assert/strict";
import { test } from "node:test";
import { ascii, bytes, count, fixed, number, percent, text } from "../../static/js/core/i18n.js";

test("Persian and Arabic digits, marks and direction signs become ASCII", () => {
  assert.equal(ascii("۰٫۰۰۵"), "0.005");
  assert.equal(ascii("٣٫١٤"), "3.14");
  assert.equal(ascii("۱٬۲۳۴"), "1234");
  assert.equal(ascii("\u2066−۱۲ \u2069"), "-12");
  assert.equal(ascii("1e-4"), "1e-4");
});

test("numbers are short, ASCII and never NaN", () => {
  assert.equal(number(0.83214), "0.8321");
  assert.equal(number(12300), "12,300");
  assert.equal(number(0.0000123), "1.23e-5");
  assert.equal(number(null), "–");
  assert.equal(number(NaN), "–");
  assert.equal(fixed(0.5, 3), "0.500");
  assert.equal(count(1640), "1,640");
  assert.equal(percent(0.6216), "62.2%");
  assert.equal(bytes(305152), "298 KB");
});

test("without a page the language is English", () => {
  assert.equal(text(["one", "یک"]), "one");
  assert.equal(text("same"), "same");
});
