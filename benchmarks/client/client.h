/* Parts of the load client: times are nanoseconds of the wall clock, the server's own. */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SECOND 1000000000LL

int64_t now(void);
void *made(void *memory); /* ends the program when there is no memory */

/* histogram.c: 10 microseconds wide below a second, a millisecond up to a minute */
typedef struct histogram histogram;
histogram *new_histogram(void);
void count_time(histogram *h, int64_t nanoseconds);
void print_histogram(FILE *out, const histogram *h); /* "count": ..., "p50": ... in ms */

/* stream.c: server-sent events of one client, and what all clients heard together */
typedef struct {
    histogram *lag;     /* from an event's own time to its arrival */
    int64_t from;       /* events made earlier are heard but not timed */
    uint64_t events, gaps, doubles;
} heard;

typedef struct {
    char *text;         /* what has arrived of a frame */
    size_t used, room;
    int64_t last;       /* id of the newest event: the offset at which it ends in the log */
    char source[80];    /* what stands before the number in an id: `run.x@`, or nothing */
    int64_t opened;     /* when the stream began to be heard, 0 before */
} stream;

void hear(stream *s, heard *all, const char *data, size_t size, int64_t at);

/* answer.c: one HTTP/1.1 answer, byte by byte as it comes */
typedef enum { HEAD, SIZED, CHUNK_SIZE, CHUNK, CHUNK_END, LAST_CHUNK, TO_THE_END, WHOLE } phase;

typedef struct {
    phase phase;
    int status;
    uint64_t left;      /* bytes of the body or of the chunk */
    bool keeps;         /* the connection stays open */
    char head[4096];
    size_t used;
    char cookie[256];   /* the session, kept from answer to answer */
} answer;

typedef void body_bytes(void *who, const char *data, size_t size);
void expect(answer *a); /* another answer follows */
bool take(answer *a, const char *data, size_t size, body_bytes *body, void *who); /* false: broken */

#endif
