package io.reverseip.bench.results;

/** The benchmarks of the page, in its order. */
enum Benchmark {
    FULL(
            "full",
            "The whole of IPv4 on one machine",
            "Generator, writer and table service as processes of their own on the same cores fill a dataset in the packed layout; then"
                    + " all of it is audited, then the look-up is asked, and each answer checked."),
    PROFILE(
            "profile",
            "What the processor time is spent on",
            "Generator, writer and table service, sampled while they fill all of IPv4 as above: the largest costs first. A sample belongs"
                    + " to the innermost package of ours or of a library, the JDK below it included."),
    GROWTH(
            "growth",
            "Growth",
            "Datasets of growing size, each filled again and again for half a minute at least by warm processes: what a record takes,"
                    + " and what each process spends on it. Without the ramp-up of new tables, which is some seconds whatever their size."),
    CURVE(
            "curve",
            "The articles' curves",
            "A bare loop through azure-data-tables: rows a transaction against throughput and processor time, with 64 transactions in"
                    + " flight; and transactions of 100 rows in flight against throughput."),
    ARTICLES(
            "articles",
            "Side by side with what people do today",
            "A Python script that works as the articles do, and our two layouts, on the same 65,536 records against the same table"
                    + " service at 30 ms. The script's table and that of our rows are compared entity by entity."),
    LIMITS(
            "limits",
            "Azure's limits, simulated",
            "Whole runs against accounts that together take 20,000 entities a second and refuse what is beyond. The steady part is that"
                    + " from the first quarter of the entities to nine tenths of them."),
    SEND_BOUND(
            "send-bound",
            "Hashing hidden behind sending",
            "A sixteenth of IPv4 with a sixteenth of 3584 MiB, filled through an account at 300 ms that takes 20,000 entities a second;"
                    + " and what sending it takes when all of it is in memory."),
    WRITE(
            "write",
            "Writers",
            "A writer against the table service: processor time an entity over that of a bare loop, and how near it comes to Little's"
                    + " law and to what accounts allow."),
    TABLE_SERVICE_CPU(
            "table-service-cpu",
            "The table service of the benchmarks",
            "What an upserted entity of 1 KiB costs it, by replaying recorded requests."),
    HASH(
            "hash",
            "Digest engines",
            "One core, making the text of the addresses included; scattered: addresses without order."),
    START("start", "Start of the vector engine", "Fresh JVMs until the vector engine is at speed, 20 starts."),
    SLICE(
            "slice",
            "Filling slices and making groups",
            "A part of the partitions kept of all that is hashed, against hashing alone; on one core unless it says otherwise."),
    SCATTER(
            "scatter",
            "The memory of slices",
            "Words a second that are scattered into memory of different kinds and pages."),
    GENERATE("generate", "A generator by itself", "A whole run over gRPC to a writer that only counts and answers."),
    AUDIT("audit", "Audit", "Reading and proving a dataset, over only reading it."),
    LOOKUP(
            "lookup",
            "Look-up",
            "Requests in an open loop, counted from when they were due; a warm cache and none; then twice what it can answer."),
    ENDURANCE(
            "endurance",
            "Endurance",
            "A filling slowed to last, with faults, in which generator, writers and table service are killed in turn; then an audit of all of it,"
                    + " without which there are no figures.");

    private final String id;
    private final String title;
    private final String what;

    Benchmark(String id, String title, String what) {
        this.id = id;
        this.title = title;
        this.what = what;
    }

    /** Its name at the front door. */
    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** What it measures. */
    String what() {
        return what;
    }

    /** The file of its figures. */
    String file() {
        return id + ".json";
    }
}
