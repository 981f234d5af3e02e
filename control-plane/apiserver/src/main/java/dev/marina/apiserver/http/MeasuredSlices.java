package dev.marina.apiserver.http;

import java.io.IOException;
import java.util.List;

/// Slices of which it is known how long they are together, whether they are there or made when they are taken.
public interface MeasuredSlices extends List<byte[]> {

    long length();

    /// Hands over all bytes in their order, for one who copies them: from where they lie, where that is a part of something longer.
    default void each(Part part) throws IOException, InterruptedException {
        for (byte[] slice : this) {
            part.take(slice, 0, slice.length);
        }
    }

    /// Takes some bytes, which are only read.
    @FunctionalInterface
    interface Part {
        void take(byte[] bytes, int from, int length) throws IOException, InterruptedException;
    }
}
