package dev.marina.csi.volume;

import dev.marina.linux.LinuxException;
import dev.marina.linux.LoopControl;
import dev.marina.linux.MountTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The loop device of one raw block volume. Whoever may write to it may also ask the kernel to let go of what is attached to it
/// (`LOOP_CLR_FD` takes no privilege beyond that), and a device to which nothing is attached is given to the next who asks for a free
/// one, another tenant perhaps. Against that there are two things: the device's number is this volume's for as long as the volume
/// lives, and a second device, which nobody is ever given, is attached to the first: as long as that has it open, the kernel does not let go.
///
/// @param number of the kernel's list
public record LoopDevice(int number) {

    /// Far above those that are given to who asks for a free one.
    static final int FIRST = 1 << 16;
    public static final int COUNT = 1 << 18;
    private static final int TO_HOLDER = 1 << 19;

    public LoopDevice {
        if (number < FIRST || number >= FIRST + COUNT) {
            throw new IllegalArgumentException("loop device %d is none of volumes: those are %d to %d".formatted(number, FIRST, FIRST + COUNT - 1));
        }
    }

    /// @param index from 0 to [#COUNT] - 1
    public static LoopDevice of(int index) {
        return new LoopDevice(FIRST + index);
    }

    Path file() {
        return device(number);
    }

    /// May be called again, also after it was cut off. Fails when something else is attached there.
    void attach(Path image) {
        attach(number, image, List.of());
        attach(number + TO_HOLDER, file(), List.of("--read-only"));
    }

    private static void attach(int number, Path what, List<String> options) {
        Optional<Path> attached = attached(number);
        if (attached.isPresent()) {
            if (!attached.get().equals(what)) {
                throw new UncheckedIOException(new IOException("loop device %d is attached to %s, not to %s".formatted(number, attached.get(), what)));
            }
            return;
        }
        List<String> command = new java.util.ArrayList<>(List.of("losetup"));
        command.addAll(options);
        command.addAll(List.of(device(number).toString(), what.toString()));
        Programs.run(command);
    }

    /// After its image has become larger.
    void growToImage() {
        Programs.run(List.of("losetup", "--set-capacity", file().toString()));
    }

    /// All that was written to it is in its image.
    void flush() {
        Programs.run(List.of("blockdev", "--flushbufs", file().toString()));
    }

    boolean attached() {
        return attached(number).isPresent();
    }

    boolean attachedTo(Path image) {
        return attached(number).filter(image::equals).isPresent();
    }

    /// Succeeds when nothing is attached. Fails, and keeps everybody else from the device, while somebody still has it open.
    void detach() {
        detach(number + TO_HOLDER);
        detach(number);
    }

    private static void detach(int number) {
        if (attached(number).isPresent()) {
            Programs.run(List.of("losetup", "--detach", device(number).toString()));
        }
        try {
            LoopControl.remove(number);
        } catch (LinuxException failure) {
            if (failure.errno() == LinuxException.EBUSY) {
                throw new UncheckedIOException(new IOException("loop device %d is still in use".formatted(number), failure));
            }
            throw failure;
        }
    }

    /// Takes away those whose images lie in a directory, with what is mounted of them.
    static void detachAll(Path images) {
        try (var devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (Path device : devices) {
                int number = Integer.parseInt(device.getFileName().toString().substring("loop".length()));
                if (number >= FIRST && number < FIRST + COUNT && attached(number).filter(image -> image.startsWith(images)).isPresent()) {
                    MountTable.read().stream().filter(mounted -> mounted.root().equals("/loop" + number))
                            .forEach(mounted -> MountPoint.release(mounted.target()));
                    new LoopDevice(number).detach();
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path device(int number) {
        return Path.of("/dev/loop" + number);
    }

    /// As the kernel has it, which nobody who can open the device can change.
    private static Optional<Path> attached(int number) {
        try {
            return Optional.of(Path.of(Files.readString(Path.of("/sys/block/loop" + number + "/loop/backing_file")).strip()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
