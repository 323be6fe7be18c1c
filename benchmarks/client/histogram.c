#include "client.h"

#include <stdlib.h>

enum { FINE = 100000, COARSE = 60000 };

struct histogram {
    uint64_t count, bins[FINE + COARSE];
    int64_t max;
};

static const double UP_TO[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 60000};

histogram *new_histogram(void) { return made(calloc(1, sizeof(histogram))); }

static size_t bin_of(int64_t ns) {
    if (ns < 0) return 0;
    if (ns < SECOND) return (size_t)(ns / 10000);
    size_t coarse = (size_t)((ns - SECOND) / 1000000);
    return FINE + (coarse < COARSE ? coarse : COARSE - 1);
}

/* The upper edge of a bin in milliseconds. */
static double edge(size_t bin) {
    return bin < FINE ? (double)(bin + 1) / 100 : 1000.0 + (double)(bin - FINE + 1);
}

void count_time(histogram *h, int64_t ns) {
    h->bins[bin_of(ns)]++;
    h->count++;
    if (ns > h->max) h->max = ns;
}

static double quantile(const histogram *h, double q) {
    uint64_t wanted = (uint64_t)(q * (double)h->count), seen = 0;
    double most = (double)h->max / 1e6;
    for (size_t bin = 0; bin < FINE + COARSE; bin++) {
        seen += h->bins[bin];
        if (seen > wanted) return edge(bin) < most ? edge(bin) : most;
    }
    return most;
}

void print_histogram(FILE *out, const histogram *h) {
    fprintf(out, "\"count\": %llu, \"p50\": %.2f, \"p90\": %.2f, \"p99\": %.2f, \"max\": %.2f",
            (unsigned long long)h->count, quantile(h, .5), quantile(h, .9), quantile(h, .99),
            (double)h->max / 1e6);
    fprintf(out, ", \"histogram\": [");
    size_t bin = 0;
    for (size_t k = 0; k < sizeof UP_TO / sizeof *UP_TO; k++) {
        uint64_t found = 0;
        for (; bin < FINE + COARSE && edge(bin) <= UP_TO[k]; bin++) found += h->bins[bin];
        fprintf(out, "%s[%g, %llu]", k ? ", " : "", UP_TO[k], (unsigned long long)found);
    }
    fprintf(out, "]");
}
