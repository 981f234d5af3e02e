package dev.marina.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.util.List;

/// Documents in one piece.
public final class Pieces {

    private Pieces() {}

    public static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pieces.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
