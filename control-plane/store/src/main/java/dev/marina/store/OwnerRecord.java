package dev.marina.store;

/// Who owns a shard, for those who look for it. Written in the same transactions as the fence.
///
/// @param givenUp the owner has let go: nobody needs to wait
record OwnerRecord(String processId, String address, boolean givenUp) {

    byte[] bytes() {
        return new Packer(64).text(processId).text(address).octet(givenUp ? 1 : 0).done();
    }

    static OwnerRecord read(byte[] bytes) {
        Unpacker unpacker = new Unpacker(bytes, 0);
        return new OwnerRecord(unpacker.text(), unpacker.text(), unpacker.octet() == 1);
    }
}
