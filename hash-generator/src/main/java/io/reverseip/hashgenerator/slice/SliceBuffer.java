package io.reverseip.hashgenerator.slice;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * The memory of a slice, laid out as {@link SliceShape} says; taken once and reused for slice after slice. Filled by several
 * threads, each through a {@link Chains} of its own; readable by any number of threads once all of these have ended.
 *
 * <p>A position is the index of the word behind a record, read as unsigned; 0 stands for a chain without a block.
 */
public final class SliceBuffer implements AutoCloseable {
    /**
     * A constant, and not {@code MemorySegment.get} and {@code set} with a layout: native executables do not fold a layout's handle, and
     * an access costs 55 ns instead of 2.
     */
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    private final SliceShape shape;
    private final PageMemory memory;
    private final MemorySegment words;
    private final int partitions;
    private final long blocks;
    private final int blockShift;
    private final int blockMask;
    private final AtomicLong blocksTaken = new AtomicLong();
    private final Chains[] chains;
    private final MemorySegment[] marks;
    private final int[] markThreads;
    private final int[] previousMarks;

    /** Takes the memory for slices of at most so many units. */
    public SliceBuffer(SliceShape shape, int units) {
        this(shape, shape.partitions(units), shape.blocks(units));
    }

    private SliceBuffer(SliceShape shape, int partitions, long blocks) {
        this.shape = shape;
        this.partitions = partitions;
        this.blocks = blocks;
        this.blockShift = Integer.numberOfTrailingZeros(shape.blockWords());
        this.blockMask = shape.blockWords() - 1;
        long blockBytes = blocks * shape.blockWords() * Integer.BYTES;
        long tableBytes = (long) partitions * Integer.BYTES;
        this.memory = PageMemory.take(blockBytes + tableBytes * shape.tables());
        this.words = memory.segment().asSlice(0, blockBytes);
        Iterator<MemorySegment> tables = LongStream.range(0, shape.tables())
                .mapToObj(table -> memory.segment().asSlice(blockBytes + table * tableBytes, tableBytes))
                .iterator();
        this.chains = new Chains[shape.threads()];
        Arrays.setAll(chains, thread -> new Chains(thread, tables.next(), tables.next()));
        this.marks = new MemorySegment[shape.chunks().count()];
        Arrays.setAll(marks, chunk -> tables.next());
        this.markThreads = new int[marks.length];
        this.previousMarks = new int[marks.length];
    }

    SliceShape shape() {
        return shape;
    }

    /** Gives the memory back and takes twice as many blocks: for a slice that cannot be made smaller and overflowed. */
    public SliceBuffer enlarged() {
        close();
        return new SliceBuffer(shape, partitions, 2 * blocks);
    }

    /** Forgets all records. */
    void clear() {
        blocksTaken.set(0);
        for (Chains ofThread : chains) {
            ofThread.clear();
        }
    }

    /** The chains that one of the threads writes. */
    Chains chains(int thread) {
        return chains[thread];
    }

    /** One thread's chains of blocks, one for each partition of the slice. */
    final class Chains {
        private final int thread;
        private final MemorySegment heads;
        private final MemorySegment ends;
        private int lastMark;

        private Chains(int thread, MemorySegment heads, MemorySegment ends) {
            this.thread = thread;
            this.heads = heads;
            this.ends = ends;
        }

        private void clear() {
            ends.fill((byte) 0);
            lastMark = -1;
        }

        /**
         * Adds records.
         *
         * @param slots which partition each belongs to, counted within the slice; negative: not to be added
         * @param records the records' words
         */
        void add(int[] slots, int[] records, int count) throws SliceOverflowException {
            for (int i = 0; i < count; i++) {
                int slot = slots[i];
                if (slot >= 0) {
                    int end = word(ends, slot);
                    if ((end & blockMask) == 0) {
                        end = newBlock(slot, end);
                    }
                    WORD.set(words, Integer.toUnsignedLong(end) << 2, records[i]);
                    setWord(ends, slot, end + 1);
                }
            }
        }

        private int newBlock(int slot, int end) throws SliceOverflowException {
            long block = blocksTaken.getAndIncrement();
            if (block >= blocks) {
                throw new SliceOverflowException(blocks);
            }
            if (end == 0) {
                setWord(heads, slot, (int) block);
            } else {
                setLink(end - 1 >>> blockShift, (int) block);
            }
            return ((int) block << blockShift) + 1;
        }

        /** Notes that all records of a chunk have been added. */
        void endChunk(int chunk) {
            marks[chunk].copyFrom(ends);
            markThreads[chunk] = thread;
            previousMarks[chunk] = lastMark;
            lastMark = chunk;
        }
    }

    private static int word(MemorySegment table, int slot) {
        return (int) WORD.get(table, (long) slot << 2);
    }

    private static void setWord(MemorySegment table, int slot, int word) {
        WORD.set(table, (long) slot << 2, word);
    }

    private void setLink(int block, int next) {
        WORD.set(words, linkOffset(block), next);
    }

    private int link(int block) {
        return (int) WORD.get(words, linkOffset(block));
    }

    private long linkOffset(int block) {
        return Integer.toUnsignedLong(block) << blockShift + 2;
    }

    /** Sees a partition's records, piece by piece. */
    @FunctionalInterface
    interface PieceVisitor {
        /**
         * @param words where the records are
         * @param offset of the first, in bytes
         * @param count number of records, at least 1
         * @param leadingBits the address bits that stand in no record
         */
        void visit(MemorySegment words, long offset, int count, int leadingBits) throws InterruptedException;
    }

    /** Shows all records of a partition in ascending order of their addresses. */
    void forEachPiece(int slot, PieceVisitor visitor) throws InterruptedException {
        for (int chunk = 0; chunk < marks.length; chunk++) {
            int previous = previousMarks[chunk];
            int from = previous < 0 ? 0 : word(marks[previous], slot);
            int to = word(marks[chunk], slot);
            if (from != to) {
                visitPieces(
                        word(chains[markThreads[chunk]].heads, slot),
                        from,
                        to,
                        shape.chunks().leadingBits(chunk),
                        visitor);
            }
        }
    }

    private void visitPieces(int head, int from, int to, int leadingBits, PieceVisitor visitor)
            throws InterruptedException {
        int at = from;
        while (at != to) {
            if ((at & blockMask) == 0) {
                int block = at == 0 ? head : link(at - 1 >>> blockShift);
                at = (block << blockShift) + 1;
            }
            boolean endsHere = to - 1 >>> blockShift == at >>> blockShift;
            int pieceEnd = endsHere ? to : (at | blockMask) + 1;
            visitor.visit(words, Integer.toUnsignedLong(at) << 2, pieceEnd - at, leadingBits);
            at = pieceEnd;
        }
    }

    /** Gives the memory back. Nobody may be reading or writing. */
    @Override
    public void close() {
        memory.close();
    }
}
