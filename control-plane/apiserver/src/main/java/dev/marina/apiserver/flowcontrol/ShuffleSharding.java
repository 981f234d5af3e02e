package dev.marina.apiserver.flowcontrol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Deals each flow a hand of queues: flows that send much share few of them with any other.
/// apiserver's pkg/util/shufflesharding
final class ShuffleSharding {

    private ShuffleSharding() {}

    /// Different queues, the same ones for the same flow.
    static int[] hand(String schema, String distinguisher, int queues, int handSize) {
        return deal(hash(schema, distinguisher), queues, handSize);
    }

    /// What the flow is, in 64 bits without a sign.
    private static long hash(String schema, String distinguisher) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(schema.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(distinguisher.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest()).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The i-th card is one of those that the cards before it left; a card counts the dealt ones below it as well.
    static int[] deal(long hash, int queues, int handSize) {
        int[] hand = new int[handSize];
        int[] remainders = new int[handSize];
        long rest = hash;
        for (int i = 0; i < handSize; i++) {
            remainders[i] = (int) Long.remainderUnsigned(rest, queues - i);
            rest = Long.divideUnsigned(rest, queues - i);
        }
        for (int i = 0; i < handSize; i++) {
            int card = remainders[i];
            for (int j = i; j > 0; j--) {
                if (card >= remainders[j - 1]) {
                    card++;
                }
            }
            hand[i] = card;
        }
        return hand;
    }
}
