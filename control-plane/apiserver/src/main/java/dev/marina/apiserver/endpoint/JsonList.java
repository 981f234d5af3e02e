package dev.marina.apiserver.endpoint;

import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.MeasuredSlices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A list in JSON, put together of its items as they are.
final class JsonList {

    private static final byte[] COMMA = {','};
    private static final byte[] END = "]}\n".getBytes(StandardCharsets.US_ASCII);

    private final List<byte[]> slices;
    private long length;

    JsonList(String kind, String apiVersion, int items, String version, Continuation rest) {
        this.slices = new ArrayList<>(2 * items + 2);
        append("{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%s\"%s},\"items\":["
                .formatted(kind, apiVersion, version, rest.json()).getBytes(StandardCharsets.UTF_8));
    }

    void add(byte[] item) {
        if (slices.size() > 1) {
            append(COMMA);
        }
        append(item);
    }

    private void append(byte[] slice) {
        slices.add(slice);
        length += slice.length;
    }

    /// Nothing is added afterwards.
    ApiResponse.Bytes answer() {
        append(END);
        return new ApiResponse.Bytes(200, ApiResponse.JSON, MeasuredSlices.of(slices, length), Map.of());
    }
}
