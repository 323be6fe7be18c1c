/* One client: a connection that asks step after step, the last of which may be a stream. */
#ifndef VISITOR_H
#define VISITOR_H

#include "client.h"

typedef struct {
    char *name;
    histogram *time;    /* from asking, or from when it was due, to the whole answer */
    uint64_t done, errors, statuses[6];
} label;                /* a stream is done when its first event is heard */

typedef struct {
    label *label;
    char *method, *path, *body;
    bool streams;
} step;

typedef enum { OFF, CONNECTING, ASKED, LISTENING, AGAIN, IDLE, OVER } state;

typedef struct {
    int fd;
    state state;
    size_t step;
    int64_t due, again;
    answer answer;
    stream stream;
} visitor;

typedef struct {
    step *steps;
    size_t count;
    int port, poll;
    bool free_steps;    /* a step is chosen for each request, and nobody walks on by himself */
    int64_t retry;      /* how long after its end a stream is asked for again, 0: never */
    heard heard;
    uint64_t opened, ended, refused, broken;
} tour;

void visit(tour *t, visitor *v, size_t step, int64_t due);
void attend(tour *t, visitor *v, uint32_t events); /* what epoll told of its connection */
void leave(visitor *v, state then);

#endif
