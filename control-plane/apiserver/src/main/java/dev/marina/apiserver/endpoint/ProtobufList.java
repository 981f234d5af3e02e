package dev.marina.apiserver.endpoint;

import dev.marina.apiserver.http.MeasuredSlices;
import dev.marina.apiserver.protobuf.ProtobufForm;
import dev.marina.store.Stored;
import java.lang.ref.SoftReference;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A list whose length stands before it and whose items' messages are taken one by one as they are written. However many they are, no
/// more of them is held than what all share and, as long as there is room, so much of what was made to know its length. A message
/// that nobody kept meanwhile is made again, which gives the same bytes.
final class ProtobufList extends AbstractList<byte[]> implements MeasuredSlices {

    private static final int SLICES_OF_AN_ITEM = 2;
    private static final long MOST_KEPT_BYTES = 16L << 20;

    private final byte[] before;
    private final byte[] meta;
    private final List<Stored> items;
    private final Function<Stored, byte[]> message;
    private final int[] lengths;
    private final List<SoftReference<byte[]>> kept = new ArrayList<>();
    private final byte[] behind = ProtobufForm.behind();
    private final long length;

    ProtobufList(ProtobufForm list, byte[] meta, List<Stored> items, Function<Stored, byte[]> message) {
        this.meta = meta;
        this.items = items;
        this.message = message;
        this.lengths = new int[items.size()];
        long content = meta.length;
        for (int i = 0; i < lengths.length; i++) {
            byte[] made = message.apply(items.get(i));
            lengths[i] = made.length;
            content += ProtobufForm.itemLength(made.length);
            if (content < MOST_KEPT_BYTES) {
                kept.add(new SoftReference<>(made));
            }
        }
        this.before = list.before(content);
        this.length = before.length + content + behind.length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int size() {
        return 3 + SLICES_OF_AN_ITEM * items.size();
    }

    @Override
    public byte[] get(int index) {
        int ofItems = index - 2;
        if (index == 0) {
            return before;
        }
        if (index == 1) {
            return meta;
        }
        if (index == size() - 1) {
            return behind;
        }
        int item = ofItems / SLICES_OF_AN_ITEM;
        return ofItems % SLICES_OF_AN_ITEM == 0 ? ProtobufForm.beforeItem(lengths[item]) : message(item);
    }

    private byte[] message(int item) {
        byte[] made = item < kept.size() ? kept.get(item).get() : null;
        return made == null ? message.apply(items.get(item)) : made;
    }
}
