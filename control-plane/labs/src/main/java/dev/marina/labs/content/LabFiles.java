package dev.marina.labs.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/// Where the files of a lab are read from. None is read that is not its own.
sealed interface LabFiles {

    /// In bytes; empty where there is no such file of the lab.
    OptionalLong size(String name) throws IOException;

    byte[] bytes(String name) throws IOException;

    /// A folder of the installation. Links lead nowhere.
    record Directory(Path directory) implements LabFiles {

        @Override
        public OptionalLong size(String name) throws IOException {
            Path file = file(name);
            return file.startsWith(directory) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? OptionalLong.of(Files.size(file))
                    : OptionalLong.empty();
        }

        @Override
        public byte[] bytes(String name) throws IOException {
            return Files.readAllBytes(file(name));
        }

        private Path file(String name) {
            return directory.resolve(name).normalize();
        }
    }

    /// A folder of an archive, which lies in memory and never on a disk.
    ///
    /// @param folder with a slash at its end
    record Unpacked(Map<String, byte[]> files, String folder) implements LabFiles {

        @Override
        public OptionalLong size(String name) {
            byte[] content = files.get(folder + name);
            return content == null ? OptionalLong.empty() : OptionalLong.of(content.length);
        }

        @Override
        public byte[] bytes(String name) {
            return files.get(folder + name);
        }
    }
}
