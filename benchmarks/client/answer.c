#define _GNU_SOURCE
#include "client.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void expect(answer *a) {
    a->phase = HEAD;
    a->used = 0;
    a->status = 0;
}

/* The value of a header, or NULL. */
static const char *header(const answer *a, const char *name) {
    size_t length = strlen(name);
    for (const char *line = a->head; (line = strstr(line, "\r\n")); ) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *value = line + length + 1;
            return value + strspn(value, " ");
        }
    }
    return NULL;
}

static void keep_cookie(answer *a) {
    const char *value = header(a, "set-cookie");
    size_t length = value ? strcspn(value, ";\r") : 0;
    if (length == 0 || length >= sizeof a->cookie || strncmp(value, "lab=", 4) != 0) return;
    memcpy(a->cookie, value, length);
    a->cookie[length] = 0;
}

static bool read_head(answer *a) {
    const char *length = header(a, "content-length"), *coding = header(a, "transfer-encoding");
    const char *connection = header(a, "connection");
    a->status = atoi(a->head + 9);
    a->keeps = !(connection && strncasecmp(connection, "close", 5) == 0);
    keep_cookie(a);
    if (a->status == 204 || a->status == 304) a->phase = WHOLE;
    else if (coding && strncasecmp(coding, "chunked", 7) == 0) {
        a->phase = CHUNK_SIZE;
        a->left = 0;
    } else if (length) {
        a->left = strtoull(length, NULL, 10);
        a->phase = a->left ? SIZED : WHOLE;
    } else a->phase = TO_THE_END;
    return a->status >= 100;
}

/* Bytes of the head that `data` completes; 0 when more must come. */
static size_t take_head(answer *a, const char *data, size_t size) {
    size_t before = a->used, room = sizeof a->head - 1 - a->used;
    size_t copied = size < room ? size : room;
    memcpy(a->head + a->used, data, copied);
    a->used += copied;
    a->head[a->used] = 0;
    char *end = strstr(a->head, "\r\n\r\n");
    if (!end) return 0;
    end[2] = 0;
    return (size_t)(end + 4 - a->head) - before;
}

static void take_chunk_size(answer *a, char c) {
    if (c == '\n') {
        a->phase = a->left ? CHUNK : LAST_CHUNK;
        return;
    }
    int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    if (digit >= 0) a->left = a->left * 16 + (uint64_t)digit;
}

/* Body bytes up to the end of what is left; how many those were. */
static size_t take_body(answer *a, const char *data, size_t size, body_bytes *body, void *who) {
    size_t part = a->phase == TO_THE_END || size < a->left ? size : (size_t)a->left;
    body(who, data, part);
    if (a->phase == TO_THE_END) return part;
    a->left -= part;
    if (a->left == 0) a->phase = a->phase == SIZED ? WHOLE : CHUNK_END;
    return part;
}

bool take(answer *a, const char *data, size_t size, body_bytes *body, void *who) {
    const char *end = data + size;
    while (data < end && a->phase != WHOLE) {
        switch (a->phase) {
        case HEAD: {
            size_t used = take_head(a, data, (size_t)(end - data));
            if (used == 0) return a->used < sizeof a->head - 1;
            if (!read_head(a)) return false;
            data += used;
            break;
        }
        case CHUNK_SIZE: take_chunk_size(a, *data++); break;
        case CHUNK_END:
            if (*data++ == '\n') a->phase = CHUNK_SIZE;
            break;
        case LAST_CHUNK:
            if (*data++ == '\n') a->phase = WHOLE;
            break;
        default: data += take_body(a, data, (size_t)(end - data), body, who);
        }
    }
    return true;
}
