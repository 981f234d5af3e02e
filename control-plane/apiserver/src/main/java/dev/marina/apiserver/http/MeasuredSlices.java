package dev.marina.apiserver.http;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/// Slices of which it is known how long they are together, whether they are there or made when they are taken.
public interface MeasuredSlices extends List<byte[]> {

    long length();

    /// Of which somebody has measured the length: tens of thousands are not looked at again for it.
    static MeasuredSlices of(List<byte[]> slices, long length) {
        return new Present(slices, length);
    }

    /// Those that are there.
    final class Present extends AbstractList<byte[]> implements MeasuredSlices, RandomAccess {
        private final List<byte[]> slices;
        private final long length;

        private Present(List<byte[]> slices, long length) {
            this.slices = slices;
            this.length = length;
        }

        @Override
        public byte[] get(int index) {
            return slices.get(index);
        }

        @Override
        public int size() {
            return slices.size();
        }

        @Override
        public long length() {
            return length;
        }
    }
}
