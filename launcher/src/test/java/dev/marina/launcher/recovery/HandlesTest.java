package dev.marina.launcher.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandlesTest {
    @TempDir
    private Path home;
    private final List<String> met = new ArrayList<>();

    private final Handles.Visitor noting = new Handles.Visitor() {
        @Override
        public void file(String path, SeekableByteChannel content) throws IOException {
            met.add(path + "=" + new String(Channels.newInputStream(content).readAllBytes(), StandardCharsets.UTF_8));
        }

        @Override
        public void strange(String path) {
            met.add(path + " is strange");
        }
    };

    @BeforeEach
    void aRegistryAndKeys() throws IOException {
        for (String file : List.of("data/registry/v2/blobs/b", "data/registry/v2/repositories/r", "pki/ca.pem", "secret")) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.writeString(home.resolve(file), "x");
        }
    }

    @Test
    void whatNamesContentIsReadBeforeIt() throws IOException {
        Handles.walk(home, "data/registry", noting);

        assertEquals(List.of("data/registry/v2/repositories/r=x", "data/registry/v2/blobs/b=x"), met);
    }

    @Test
    void aFileAloneIsRead() throws IOException {
        Handles.walk(home, "pki/ca.pem", noting);

        assertEquals(List.of("pki/ca.pem=x"), met);
    }

    @Test
    void whatIsNotThereIsPassedOver() throws IOException {
        Handles.walk(home, "data/mail", noting);
        Handles.walk(home, "nothing/at/all", noting);

        assertEquals(List.of(), met);
    }

    /// As a part that was taken over would put it there, to have root read for it.
    @Test
    void linksLeadNowhereWhereverTheyAre() throws IOException {
        Files.createSymbolicLink(home.resolve("data/registry/v2/blobs/passwd"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(home.resolve("data/registry/v2/etc"), Path.of("/etc"));
        Files.createSymbolicLink(home.resolve("data/control-plane"), Path.of("/etc"));

        Handles.walk(home, "data/registry", noting);
        Handles.walk(home, "data/control-plane/ssl", noting);

        assertEquals(List.of("data/registry/v2/repositories/r=x", "data/registry/v2/etc is strange", "data/registry/v2/blobs/passwd is strange",
                "data/registry/v2/blobs/b=x", "data/control-plane is strange"), met);
    }
}
