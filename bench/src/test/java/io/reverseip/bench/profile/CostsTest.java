package io.reverseip.bench.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostsTest {
    @Test
    void aSampleBelongsToTheInnermostOfOursOrOfALibrary() {
        List<String> stacks = List.of(
                "[filler-0 tid=7];java/lang/Thread.run;io/reverseip/hashgenerator/slice/SliceFiller.fill"
                        + ";io/reverseip/hashgenerator/hash/Rounds256.rounds;jdk/incubator/vector/IntVector.add 5",
                "[filler-1 tid=8];java/lang/Thread.run;io/reverseip/hashgenerator/slice/SliceFiller.fill 2",
                "[vert.x-1 tid=9];java/lang/Thread.run;io/reverseip/bench/tableservice/Server.answer"
                        + ";io/vertx/core/http/HttpServer.write;io/netty/channel/Channel.write;sun/nio/ch/Net.write;write 3",
                "[worker tid=10];io/reverseip/address/AddressRanges.count 1");
        assertEquals(Map.of("hash", 5L, "slice", 2L, "io.netty", 3L, "address", 1L), Costs.of(stacks));
    }

    @Test
    void aSampleOfTheJvmBelongsToThePartOfItThatTheThreadIs() {
        List<String> stacks = List.of(
                "[C2 CompilerThread0 tid=1];start_thread;CompileBroker::compiler_thread_loop 4",
                "[GC Thread#0 tid=2];start_thread 1",
                "[G1 Conc#0 tid=3];start_thread 1",
                "[rocksdb:low tid=4];start_thread;rocksdb::DBImpl::BackgroundCompaction 6",
                "[worker tid=5];java/lang/Thread.run;write 2");
        assertEquals(
                Map.of("jit-compiler", 4L, "garbage-collector", 2L, "org.rocksdb", 6L, "others", 2L), Costs.of(stacks));
    }
}
