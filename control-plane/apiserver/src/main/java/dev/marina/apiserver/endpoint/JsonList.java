package dev.marina.apiserver.endpoint;

import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.MeasuredSlices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/// A list in JSON, put together of its items as they are, without what all of them begin with where that is left out. Nothing is copied for
/// it: an item is written from its place behind that.
final class JsonList extends AbstractList<byte[]> implements MeasuredSlices, RandomAccess {

    private static final byte[] END = "]}\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] head;
    private final byte[] between;
    private final List<byte[]> items;
    private final int leftOut;
    private final long length;

    /// @param leftOut how many bytes are left out of each item; they begin with `{` and end before its next field
    JsonList(String kind, String apiVersion, List<byte[]> items, int leftOut, String version, Continuation rest) {
        String opening = leftOut > 0 ? "{" : "";
        this.head = "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%s\"%s},\"items\":[%s"
                .formatted(kind, apiVersion, version, rest.json(), items.isEmpty() ? "" : opening).getBytes(StandardCharsets.UTF_8);
        this.between = ",".concat(opening).getBytes(StandardCharsets.US_ASCII);
        this.items = items;
        this.leftOut = leftOut;
        long sum = head.length + END.length + (long) between.length * Math.max(0, items.size() - 1);
        for (byte[] item : items) {
            sum += item.length - leftOut;
        }
        this.length = sum;
    }

    ApiResponse.Bytes answer() {
        return new ApiResponse.Bytes(200, ApiResponse.JSON, this, Map.of());
    }

    @Override
    public byte[] get(int index) {
        if (index == 0) {
            return head;
        }
        if (index == size() - 1) {
            return END;
        }
        if (index % 2 == 0) {
            return between;
        }
        byte[] item = items.get(index / 2);
        return leftOut == 0 ? item : Arrays.copyOfRange(item, leftOut, item.length);
    }

    @Override
    public int size() {
        return items.isEmpty() ? 2 : 2 * items.size() + 1;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void each(Part part) throws IOException, InterruptedException {
        byte[] before = head;
        for (byte[] item : items) {
            part.take(before, 0, before.length);
            part.take(item, leftOut, item.length - leftOut);
            before = between;
        }
        if (items.isEmpty()) {
            part.take(head, 0, head.length);
        }
        part.take(END, 0, END.length);
    }
}
