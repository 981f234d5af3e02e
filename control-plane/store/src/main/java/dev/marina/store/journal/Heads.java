package dev.marina.store.journal;

import dev.marina.store.seal.Unsealable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/// Where the blocks of a segment are. Each says how long it is, and so where the next begins. That is in the clear, and may be damaged: a block that leads
/// to no other one, nor to the end, is believed only if it opens, and otherwise ends where the next one does that opens.
///
/// @param place of a block, by where it begins
record Heads(FileChannel file, byte[] key, LongFunction<String> place) {

    List<Block.Head> all() throws IOException {
        List<Block.Head> all = new ArrayList<>();
        long size = file.size();
        long at = 0;
        while (at < size) {
            Optional<Block.Head> head = Block.head(file, at);
            if (head.isPresent() && (leads(head.get(), size) || opens(head.get()))) {
                all.add(head.get());
                at = head.get().end();
                continue;
            }
            OptionalLong next = next(at, size);
            if (next.isEmpty()) {
                // a block that was cut off is the last, and tells nothing
                head.ifPresent(all::add);
                return all;
            }
            Block.anyhow(file, at).map(damaged -> damaged.upTo(next.getAsLong())).filter(damaged -> damaged.length() > 0).ifPresent(all::add);
            at = next.getAsLong();
        }
        return all;
    }

    private boolean leads(Block.Head head, long size) throws IOException {
        return head.end() == size || Block.head(file, head.end()).isPresent();
    }

    /// The next block that opens.
    private OptionalLong next(long damaged, long size) throws IOException {
        OptionalLong candidate = Block.candidate(file, damaged + 1, size);
        while (candidate.isPresent()) {
            Optional<Block.Head> head = Block.head(file, candidate.getAsLong());
            if (head.isPresent() && opens(head.get())) {
                return candidate;
            }
            candidate = Block.candidate(file, candidate.getAsLong() + 1, size);
        }
        return candidate;
    }

    private boolean opens(Block.Head head) throws IOException {
        try {
            Block.open(file, head, key, place.apply(head.at()));
            return true;
        } catch (Unsealable _) {
            return false;
        }
    }
}
