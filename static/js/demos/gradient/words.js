/** What the page of gradients says. */

export const WORDS = {
  plane: ["The function, with a point and its neighbour at distance h to drag", "تابع، با نقطه‌ای و همسایه‌اش در فاصلهٔ h که کشیده می‌شوند"],
  point: ["The point x", "نقطهٔ x"],
  neighbour: ["The neighbour x + h", "همسایهٔ x + h"],
  down: ["Down is to the {side}: the slope is {slope}.", "پایین سوی {side} است: شیب {slope} است."],
  downMore: ["The secant says {forward}, off by {error}. Let {h} shrink.", "قاطع می‌گوید {forward}، با خطای {error}. بگذارید {h} کوچک شود."],
  left: ["left", "چپ"],
  right: ["right", "راست"],
  flat: ["Here f is level: the slope is 0.", "اینجا تابع هموار است: شیب صفر است."],
  none: ["f has no slope here.", "تابع اینجا شیب ندارد."],
  noneMore: ["Choose another x.", "نقطهٔ دیگری برگزینید."],
  covered: ["?", "؟"],
  noImages: ["The images are not installed.", "تصویرها نصب نشده‌اند."],
  noImagesMore: ["Start the server again: it unpacks them.", "کارساز را دوباره راه‌اندازی کنید تا بازشان کند."],
  forward: ["forward", "پیشرو"],
  centred: ["centred", "مرکزی"],
  h: ["h", "h"],
};
