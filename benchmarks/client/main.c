/* Load client of `make bench-serving`: many visitors in one epoll loop, one thread.
 *
 *   client port=8000 clients=1000 ramp=200 seconds=30 settle=1 [rate=60] [retry=1000] [whole=1] <plan
 *
 * The plan says, one a line, what a visitor asks: "label METHOD path [JSON body]"; a method of
 * STREAM is a GET of server-sent events that is heard to its end. `ramp` visitors a second come
 * and walk through the plan once. With `rate` they are connections for so many requests a
 * second instead, the lines in turn, each timed from when it was due. It says "ready" when all
 * are there, measures for `seconds` from `settle` seconds later (from the beginning with
 * `whole`), and prints what it heard as JSON; SIGTERM ends it earlier.
 */
#define _GNU_SOURCE
#include "visitor.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

enum { AT_ONCE = 1024, PATIENCE_S = 20 };

static struct { long port, clients, ramp, seconds, rate, retry, whole; double settle; } asked = {
    .clients = 1, .ramp = 1000000, .seconds = 10, .settle = 1};
static tour t;
static label labels[64];
static size_t label_count;
static visitor *visitors;
static int64_t began, ready, ends = INT64_MAX;
static long come;       /* visitors who have come, or requests that were due */
static volatile sig_atomic_t stopping;

int64_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    return at.tv_sec * SECOND + at.tv_nsec;
}

void *made(void *memory) {
    if (memory) return memory;
    fprintf(stderr, "there is not enough memory for so many clients\n");
    exit(1);
}

static void stop(int number) { stopping = number; }

static void read_options(int count, char **given) {
    struct { const char *name; long *value; } known[] = {
        {"port", &asked.port}, {"clients", &asked.clients}, {"ramp", &asked.ramp}, {"whole", &asked.whole},
        {"seconds", &asked.seconds}, {"rate", &asked.rate}, {"retry", &asked.retry}};
    for (int k = 1; k < count; k++) {
        char *value = strchr(given[k], '=');
        bool found = value && !strncmp(given[k], "settle=", 7);
        if (found) asked.settle = atof(value + 1);
        for (size_t n = 0; value && n < sizeof known / sizeof *known; n++) {
            size_t length = strlen(known[n].name);
            if (length != (size_t)(value - given[k]) || strncmp(given[k], known[n].name, length)) continue;
            *known[n].value = atol(value + 1);
            found = true;
        }
        if (!found) {
            fprintf(stderr, "expected name=value, got %s\n", given[k]);
            exit(2);
        }
    }
}

static label *label_of(const char *name) {
    for (size_t k = 0; k < label_count; k++)
        if (!strcmp(labels[k].name, name)) return &labels[k];
    if (label_count == sizeof labels / sizeof *labels) {
        fprintf(stderr, "expected at most %zu labels, got %s too\n", label_count, name);
        exit(2);
    }
    labels[label_count] = (label){.name = strdup(name), .time = new_histogram()};
    return &labels[label_count++];
}

static void read_plan(void) {
    char *line = NULL;
    size_t room = 0;
    for (ssize_t size; (size = getline(&line, &room, stdin)) > 0;) {
        char *rest = line, *name = strsep(&rest, " \n"), *method = strsep(&rest, " \n");
        char *path = strsep(&rest, " \n"), *body = rest && *rest && *rest != '\n' ? rest : NULL;
        if (!path || !*path) continue;
        if (body) body[strcspn(body, "\n")] = 0;
        bool streams = !strcmp(method, "STREAM");
        t.steps = made(realloc(t.steps, (t.count + 1) * sizeof *t.steps));
        t.steps[t.count++] = (step){label_of(name), strdup(streams ? "GET" : method), strdup(path),
                                    body ? strdup(body) : NULL, streams};
    }
    if (t.count == 0) {
        fprintf(stderr, "expected a plan on standard input, got none\n");
        exit(2);
    }
}

/* Everybody whose turn it is comes, one a line of the ramp. */
static void come_in(int64_t at) {
    double due = (double)(at - began) / SECOND * (double)asked.ramp + 1;
    while (come < asked.clients && (double)come < due) visit(&t, &visitors[come++], 0, now());
}

/* Requests that are due go to connections that are free; a late one is timed from its due time. */
static void send_due(int64_t at) {
    static long next;
    for (long tried = 0; tried < asked.clients; next = (next + 1) % asked.clients) {
        int64_t due = began + (int64_t)((double)come * SECOND / (double)asked.rate);
        if (due > at || at > ends) return;
        visitor *v = &visitors[next];
        if (v->state == IDLE) visit(&t, v, (size_t)(come++) % t.count, due), tried = 0;
        else tried++;
    }
}

static void come_again(int64_t at) {
    for (long k = 0; k < come && !asked.rate; k++)
        if (visitors[k].state == AGAIN && visitors[k].again <= at)
            visit(&t, &visitors[k], visitors[k].step, at);
}

static long counted(state wanted) {
    long found = 0;
    for (long k = 0; k < asked.clients; k++) found += visitors[k].state == wanted;
    return found;
}

/* Whether everybody listens or is through; sets when measuring begins and ends. */
static bool all_there(int64_t at) {
    static int64_t last_came;
    if (asked.rate) return true;
    if (come < asked.clients) return false;
    if (!last_came) last_came = at;
    long waiting = 0;
    for (long k = 0; k < asked.clients; k++) {
        const visitor *v = &visitors[k];
        waiting += !(v->state == OVER || (v->state == LISTENING && v->stream.last));
    }
    return waiting == 0 || at > last_came + PATIENCE_S * SECOND;
}

static void look_around(int64_t at) {
    if (t.retry) come_again(at);
    if (!ready && all_there(at)) {
        ready = at;
        int64_t from = at + (int64_t)(asked.settle * SECOND);
        if (!asked.whole) t.heard.from = from;
        ends = from + asked.seconds * SECOND;
        printf("ready\n");
        fflush(stdout);
    }
    if (ready && !asked.rate && counted(OVER) == asked.clients) ends = at;
}

static void loop(void) {
    struct epoll_event told[AT_ONCE];
    int64_t looked = 0;
    for (int64_t at = began = now(); at < ends && !stopping; at = now()) {
        if (asked.rate) send_due(at);
        else come_in(at);
        if (at - looked > SECOND / 100) look_around(looked = at);
        int count = epoll_wait(t.poll, told, AT_ONCE, 2);
        for (int k = 0; k < count; k++) attend(&t, told[k].data.ptr, told[k].events);
    }
}

static void report_labels(void) {
    for (size_t k = 0; k < label_count; k++) {
        label *l = &labels[k];
        printf("%s\n  \"%s\": {\"done\": %llu, \"errors\": %llu, \"refused\": %llu, \"server_errors\": %llu, ",
               k ? "," : "", l->name, (unsigned long long)l->done, (unsigned long long)l->errors,
               (unsigned long long)l->statuses[4], (unsigned long long)l->statuses[5]);
        print_histogram(stdout, l->time);
        printf("}");
    }
}

static void report(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    int64_t first = INT64_MAX, last = 0;
    for (long k = 0; k < asked.clients; k++) {
        if (visitors[k].stream.last < first) first = visitors[k].stream.last;
        if (visitors[k].stream.last > last) last = visitors[k].stream.last;
    }
    double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
               + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf("{\"clients\": %ld, \"listening\": %ld, \"unanswered\": %ld, \"seconds\": %.2f, \"cpu\": %.2f,\n",
           asked.clients, counted(LISTENING), counted(ASKED) + counted(CONNECTING),
           (double)(now() - began) / SECOND, cpu);
    printf(" \"streams\": {\"opened\": %llu, \"ended\": %llu, \"refused\": %llu, \"broken\": %llu,",
           (unsigned long long)t.opened, (unsigned long long)t.ended, (unsigned long long)t.refused,
           (unsigned long long)t.broken);
    printf(" \"events\": %llu, \"gaps\": %llu, \"doubles\": %llu, \"least_id\": %lld, \"last_id\": %lld, ",
           (unsigned long long)t.heard.events, (unsigned long long)t.heard.gaps,
           (unsigned long long)t.heard.doubles, (long long)first, (long long)last);
    print_histogram(stdout, t.heard.lag);
    printf("},\n \"steps\": {");
    report_labels();
    printf("}}\n");
}

int main(int count, char **given) {
    read_options(count, given);
    read_plan();
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    signal(SIGPIPE, SIG_IGN);
    visitors = made(calloc((size_t)asked.clients, sizeof *visitors));
    for (long k = 0; k < asked.clients; k++) visitors[k].fd = -1, visitors[k].state = asked.rate ? IDLE : OFF;
    t.poll = epoll_create1(0);
    t.port = (int)asked.port;
    t.free_steps = asked.rate > 0;
    t.retry = asked.retry * (SECOND / 1000);
    t.heard.lag = new_histogram();
    t.heard.from = asked.whole || asked.rate ? 0 : INT64_MAX;
    loop();
    report();
    return 0;
}
