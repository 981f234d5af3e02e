package dev.marina.store;

/// An object's JSON without its resourceVersion, and the place where the committer puts the digits: between `head` and
/// `tail`, which stand inside a pair of quotes. So encoding happens before the commit and the version is known in it.
public record EncodedObject(byte[] head, byte[] tail) {

    public byte[] withVersion(long version) {
        byte[] digits = Long.toString(version).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] joined = new byte[head.length + digits.length + tail.length];
        System.arraycopy(head, 0, joined, 0, head.length);
        System.arraycopy(digits, 0, joined, head.length, digits.length);
        System.arraycopy(tail, 0, joined, head.length + digits.length, tail.length);
        return joined;
    }

    public int length() {
        return head.length + tail.length;
    }
}
