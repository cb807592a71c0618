// DPDK's rte_ring and rte_hash on the work of RingBenchmarks and MacTableBenchmarks. For scale only: native code beside
// managed. Runs without huge pages and without devices, so that it needs nothing from the machine but the library.
#include <rte_eal.h>
#include <rte_hash.h>
#include <rte_hash_crc.h>
#include <rte_ring.h>
#include <rte_ring_elem.h>

#include <random>

#include "exchange.hpp"

static void rings() {
    rte_ring *ring = rte_ring_create_elem("r", sizeof(uint64_t), Slots, SOCKET_ID_ANY, RING_F_SP_ENQ | RING_F_SC_DEQ);
    if (ring == nullptr) {
        fprintf(stderr, "rte_ring_create_elem failed\n");
        exit(1);
    }
    auto push = [&](uint64_t *items, size_t count) { return rte_ring_sp_enqueue_burst_elem(ring, items, sizeof *items, count, nullptr); };
    auto pop = [&](uint64_t *items, size_t count) { return rte_ring_sc_dequeue_burst_elem(ring, items, sizeof *items, count, nullptr); };
    measure_exchange("rte_ring, single", 1, push, pop);
    measure_exchange("rte_ring, batches of 64", Batch, push, pop);
    rte_ring_free(ring);
}

// Keys are 48-bit addresses in 8 bytes; a batch of 32 lookups at once is how DPDK's own examples use the table.
static void hash(uint32_t addresses) {
    rte_hash_parameters parameters{};
    parameters.name = "h";
    parameters.entries = addresses * 2;
    parameters.key_len = 8;
    parameters.hash_func = rte_hash_crc;
    parameters.socket_id = SOCKET_ID_ANY;
    rte_hash *table = rte_hash_create(&parameters);
    if (table == nullptr) {
        fprintf(stderr, "rte_hash_create(%u) failed\n", addresses);
        exit(1);
    }
    auto address = [](uint64_t n) { return 0x02 | (uint64_t(__builtin_bswap32(uint32_t(n))) << 16); };
    for (uint32_t n = 0; n < addresses; n++) {
        uint64_t key = address(n);
        if (rte_hash_add_key_data(table, &key, reinterpret_cast<void *>(uintptr_t(1 + n % 4095))) < 0) {
            fprintf(stderr, "rte_hash_add_key_data failed at %u\n", n);
            exit(1);
        }
    }
    constexpr uint32_t Draws = 1 << 20;
    std::mt19937 random(42);
    char name[64];
    for (bool hit : {true, false}) {
        std::vector<uint64_t> keys(Draws);
        for (auto &key : keys) key = address(random() % addresses + (hit ? 0 : addresses));
        for (size_t batch : {size_t(1), size_t(32)}) {
            std::vector<double> rates;
            for (int round = 0; round < Rounds; round++) {
                uint64_t found = 0;
                const void *pointers[32];
                void *data[32];
                uint64_t mask;
                auto start = std::chrono::steady_clock::now();
                for (int again = 0; again < 2; again++) {
                    for (uint32_t i = 0; i < Draws; i += batch) {
                        if (batch == 1) {
                            found += rte_hash_lookup_data(table, &keys[i], &data[0]) >= 0;
                        } else {
                            for (size_t b = 0; b < batch; b++) pointers[b] = &keys[i + b];
                            found += rte_hash_lookup_bulk_data(table, pointers, batch, &mask, data);
                        }
                    }
                }
                std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
                if (found != (hit ? uint64_t(Draws) * 2 : 0)) {
                    fprintf(stderr, "rte_hash found %lu\n", found);
                    exit(1);
                }
                rates.push_back(Draws * 2.0 / took.count() / 1e6);
            }
            snprintf(name, sizeof name, "rte_hash %s, %u, by %zu", hit ? "hit" : "miss", addresses, batch);
            print(name, rates);
        }
    }
    rte_hash_free(table);
}

int main(int, char **argv) {
    char lcore[16];
    snprintf(lcore, sizeof lcore, "%d", cores.front());
    const char *eal[] = {argv[0], "--no-huge", "-m", "512", "--no-pci", "--no-telemetry", "--no-shconf", "--log-level", "4", "-l", lcore};
    if (rte_eal_init(sizeof eal / sizeof *eal, const_cast<char **>(eal)) < 0) {
        fprintf(stderr, "rte_eal_init failed\n");
        return 1;
    }
    std::thread([] { rings(); }).join();
    for (uint32_t addresses : {1024u, 65536u, 1048576u}) hash(addresses);
    rte_eal_cleanup();
}
