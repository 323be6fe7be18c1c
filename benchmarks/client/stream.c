#define _GNU_SOURCE
#include "client.h"

#include <stdlib.h>
#include <string.h>

/* What a stream of several sources adds to a frame of the log: `run.x@` and `"on":"run.x",`. */
static size_t added(const char *frame, const char *line_end, size_t size) {
    const char *at = memrchr(frame, '@', (size_t)(line_end - frame));
    if (!at) return 0;
    size_t source = (size_t)(at - (frame + 4));
    const char *data = memmem(frame, size, "\ndata: {\"on\":\"", 14);
    if (!data) return source + 1;
    const char *behind = data + 14 + source + 1;
    bool comma = behind < frame + size && *behind == ',';
    return source + 1 + 5 + source + 2 + comma;
}

/* The id of an event is where it ends in the log, so its length tells whether one is missing. */
static void check_place(stream *s, heard *all, const char *frame, size_t size) {
    const char *line_end = memchr(frame, '\n', size), *digits = line_end;
    while (digits > frame && digits[-1] >= '0' && digits[-1] <= '9') digits--;
    int64_t id = strtoll(digits, NULL, 10);
    int64_t expected = s->last + (int64_t)(size - added(frame, line_end, size));
    if (id <= s->last) all->doubles++;
    else if (id != expected) all->gaps++;
    if (id > s->last) s->last = id;
    size_t before = (size_t)(digits - (frame + 4));
    if (before < sizeof s->source) {
        memcpy(s->source, frame + 4, before);
        s->source[before] = 0;
    }
}

static void hear_frame(stream *s, heard *all, const char *frame, size_t size, int64_t at) {
    if (size < 4 || memcmp(frame, "id: ", 4) != 0) return; /* a comment, or when to try again */
    check_place(s, all, frame, size);
    all->events++;
    if (!memmem(frame, size, "\nevent: metrics\n", 16)) return;
    const char *time = memmem(frame, size, "\"time\":", 7);
    if (!time) return;
    int64_t born = (int64_t)(strtod(time + 7, NULL) * 1e9);
    if (born >= s->opened && born >= all->from) count_time(all->lag, at - born);
}

void hear(stream *s, heard *all, const char *data, size_t size, int64_t at) {
    if (s->used + size > s->room) {
        s->room = 2 * (s->used + size);
        s->text = made(realloc(s->text, s->room));
    }
    memcpy(s->text + s->used, data, size);
    s->used += size;
    if (!s->opened) s->opened = at;
    char *begin = s->text, *end;
    while ((end = memmem(begin, s->used - (size_t)(begin - s->text), "\n\n", 2))) {
        hear_frame(s, all, begin, (size_t)(end + 2 - begin), at);
        begin = end + 2;
    }
    s->used -= (size_t)(begin - s->text);
    memmove(s->text, begin, s->used);
}
