package dev.marina.store.backup;

import dev.marina.store.seal.Aead;
import dev.marina.store.seal.Deflated;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes what is in one volume: of each piece its place in the volume, how long it is and how long it is in the file, then the piece, compressed and sealed for
/// its place in this file of this backup. Nothing is written that would be more than is left. One thread.
public final class VolumeWriter implements AutoCloseable {

    private static final int BUFFER = 256 << 10;

    private final BackupId id;
    private final byte[] key;
    private final int volume;
    private final long left;
    private final long mostBytes;
    private final FileChannel channel;
    private final DataOutputStream file;
    private long number;
    private long plain;
    private long stored;

    /// @param left bytes that the file may have
    /// @param mostBytes that the backup may have, for what is said
    VolumeWriter(BackupId id, Path path, byte[] key, int volume, long left, long mostBytes) throws IOException {
        this.id = id;
        this.key = key;
        this.volume = volume;
        this.left = left;
        this.mostBytes = mostBytes;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.file = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
    }

    /// Throws [BackupException.TooLarge].
    public void add(long at, byte[] piece) throws IOException {
        byte[] sealed = Aead.seal(key, place(volume, number, at, piece.length), Deflated.of(piece));
        long length = VolumeReader.HEADER_BYTES + sealed.length;
        if (length > left - stored) {
            throw new BackupException.TooLarge(id, mostBytes);
        }
        file.writeLong(at);
        file.writeInt(piece.length);
        file.writeInt(sealed.length);
        file.write(sealed);
        number++;
        plain += piece.length;
        stored += length;
    }

    /// No piece can stand for another one, of this or of another volume, nor be at another place.
    static byte[] place(int volume, long number, long at, int length) {
        return ByteBuffer.allocate(24).putInt(volume).putLong(number).putLong(at).putInt(length).array();
    }

    /// Durable when it returns.
    public void finish() throws IOException {
        file.flush();
        channel.force(true);
    }

    public long pieces() {
        return number;
    }

    public long plain() {
        return plain;
    }

    public long stored() {
        return stored;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
