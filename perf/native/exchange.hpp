// The work that every ring here does, the same as RingBenchmarks does it in C#: one thread pinned to one core sends
// consecutive 64-bit numbers, another on another core takes them and checks their order; rates are medians of rounds.
#pragma once
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

constexpr size_t Slots = 4096;
constexpr size_t Batch = 64;
constexpr uint64_t Items = 8'000'000;
constexpr int Rounds = 7;

inline std::vector<int> allowed_cores() {
    cpu_set_t set;
    sched_getaffinity(0, sizeof set, &set);
    std::vector<int> cores;
    for (int c = 0; c < CPU_SETSIZE; c++) {
        if (CPU_ISSET(c, &set)) cores.push_back(c);
    }
    return cores;
}

// Looked up before main: a library may pin the main thread, and threads inherit that.
inline const std::vector<int> cores = allowed_cores();

inline void pin(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

inline void print(const char *name, std::vector<double> rates) {
    std::sort(rates.begin(), rates.end());
    printf("native  %-34s %8.1f M/s  (%.1f..%.1f)\n", name, rates[rates.size() / 2], rates.front(), rates.back());
    fflush(stdout);
}

// Push and pop take (items, count) and say how many they moved, 0 if full or empty.
template <typename Push, typename Pop>
void measure_exchange(const char *name, size_t batch, Push push, Pop pop) {
    std::vector<double> rates;
    for (int round = 0; round < Rounds; round++) {
        std::atomic<bool> go{false};
        std::thread producer([&] {
            pin(cores.front());
            uint64_t items[Batch];
            while (!go.load(std::memory_order_acquire)) {
            }
            for (uint64_t next = 0; next < Items;) {
                size_t want = std::min<uint64_t>(batch, Items - next);
                for (size_t i = 0; i < want; i++) items[i] = next + i;
                next += push(items, want);
            }
        });
        std::thread consumer([&] {
            pin(cores.back());
            uint64_t items[Batch];
            uint64_t expected = 0;
            go.store(true, std::memory_order_release);
            auto start = std::chrono::steady_clock::now();
            while (expected < Items) {
                size_t count = pop(items, batch);
                for (size_t i = 0; i < count; i++) {
                    if (items[i] != expected++) {
                        fprintf(stderr, "%s: an item is out of order\n", name);
                        exit(1);
                    }
                }
            }
            std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
            rates.push_back(Items / took.count() / 1e6);
        });
        producer.join();
        consumer.join();
    }
    print(name, rates);
}
