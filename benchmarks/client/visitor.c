#define _GNU_SOURCE
#include "visitor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char arrived[1 << 18];

void leave(visitor *v, state then) {
    if (v->fd >= 0) close(v->fd);
    v->fd = -1;
    v->state = then;
}

/* A stream ended: it is asked for again from where it stood, as a browser does. */
static void stream_over(tour *t, visitor *v, bool nothing_follows) {
    if (v->state == LISTENING) t->ended++;
    v->again = now() + t->retry;
    v->stream.used = 0;
    leave(v, t->retry && !nothing_follows ? AGAIN : OVER);
}

static void broken(tour *t, visitor *v) {
    step *s = &t->steps[v->step];
    if (v->state == IDLE) {
        leave(v, IDLE);
        return;
    }
    if (s->streams) {
        t->broken++;
        stream_over(t, v, false);
        return;
    }
    s->label->errors++;
    leave(v, t->free_steps ? IDLE : OVER);
}

static void listen_to(tour *t, visitor *v, uint32_t events) {
    struct epoll_event wanted = {.events = events, .data.ptr = v};
    epoll_ctl(t->poll, v->state == CONNECTING && events & EPOLLOUT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, v->fd, &wanted);
}

static void dial(tour *t, visitor *v) {
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((uint16_t)t->port)};
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1;
    v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    v->state = CONNECTING;
    setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (v->fd < 0 || (connect(v->fd, (void *)&there, sizeof there) && errno != EINPROGRESS)) {
        broken(t, v);
        return;
    }
    listen_to(t, v, EPOLLIN | EPOLLOUT | EPOLLRDHUP);
}

static void ask(tour *t, visitor *v) {
    const step *s = &t->steps[v->step];
    static char said[1 << 16];
    size_t body = s->body ? strlen(s->body) : 0;
    int size = snprintf(said, sizeof said, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", s->method, s->path, t->port);
    size += snprintf(said + size, sizeof said - (size_t)size, "Accept: %s\r\n",
                     s->streams ? "text/event-stream" : "*/*\r\nAccept-Encoding: gzip");
    if (v->answer.cookie[0])
        size += snprintf(said + size, sizeof said - (size_t)size, "Cookie: %s\r\n", v->answer.cookie);
    if (s->streams && v->stream.last)
        size += snprintf(said + size, sizeof said - (size_t)size, "Last-Event-ID: %s%lld\r\n",
                         v->stream.source, (long long)v->stream.last);
    if (s->body)
        size += snprintf(said + size, sizeof said - (size_t)size,
                         "Content-Type: application/json\r\nContent-Length: %zu\r\n", body);
    size += snprintf(said + size, sizeof said - (size_t)size, "\r\n%s", s->body ? s->body : "");
    expect(&v->answer);
    v->state = ASKED;
    if (write(v->fd, said, (size_t)size) != size) broken(t, v);
}

void visit(tour *t, visitor *v, size_t step, int64_t due) {
    v->step = step;
    v->due = due;
    if (v->fd < 0) dial(t, v);
    else ask(t, v);
}

typedef struct {
    tour *tour;
    visitor *visitor;
    int64_t at;
} hearing;

static void hear_body(void *who, const char *data, size_t size) {
    hearing *h = who;
    visitor *v = h->visitor;
    label *l = h->tour->steps[v->step].label;
    if (!h->tour->steps[v->step].streams || v->answer.status != 200) return;
    if (v->state == ASKED) {
        v->state = LISTENING;
        h->tour->opened++;
    }
    bool first = v->stream.last == 0;
    hear(&v->stream, &h->tour->heard, data, size, h->at);
    if (first && v->stream.last) {
        l->done++;
        count_time(l->time, h->at - v->due);
    }
}

/* The whole answer is here: on to the next step. */
static void answered(tour *t, visitor *v, int64_t at) {
    step *s = &t->steps[v->step];
    int status = v->answer.status;
    s->label->statuses[status >= 100 && status < 600 ? status / 100 : 0]++;
    if (s->streams) {
        if (status >= 300) t->refused++;
        stream_over(t, v, status == 204);
        return;
    }
    s->label->done++;
    s->label->errors += status >= 400;
    count_time(s->label->time, at - v->due);
    state then = t->free_steps ? IDLE : v->step + 1 < t->count ? ASKED : OVER;
    if (then == OVER || !v->answer.keeps) leave(v, then);
    v->state = then;
    if (then == ASKED) visit(t, v, v->step + 1, at);
}

void attend(tour *t, visitor *v, uint32_t events) {
    if (v->fd < 0) return;
    if (v->state == CONNECTING && events & EPOLLOUT) {
        listen_to(t, v, EPOLLIN | EPOLLRDHUP);
        ask(t, v);
    }
    if (v->fd < 0 || !(events & (EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP))) return;
    ssize_t size = read(v->fd, arrived, sizeof arrived);
    if (size < 0 && errno == EAGAIN) return;
    int64_t at = now();
    hearing h = {t, v, at};
    if (size > 0 && v->state != IDLE && take(&v->answer, arrived, (size_t)size, hear_body, &h)) {
        if (v->answer.phase == WHOLE) answered(t, v, at);
    } else if (v->answer.phase == TO_THE_END && size == 0) {
        v->answer.keeps = false;
        answered(t, v, at);
    } else broken(t, v);
}
