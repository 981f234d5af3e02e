package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseDumpTest {
    @Test
    void aColumnIsReadOutOfATable() {
        List<String> lines = List.of("SET client_encoding = 'UTF8';", "COPY public.tenant (id, name, plan) FROM stdin;", "1\tzoo\tfree", "2\tacme\t\\N", "\\.",
                "3\tnobody\tfree");

        assertEquals(List.of("acme", "zoo"), DatabaseDump.column("name", lines));
        assertEquals(List.of(), DatabaseDump.column("colour", lines));
    }

    @Test
    void aParameterThatAnOlderServerDoesNotKnowIsNoError() {
        String said = """
                pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "transaction_timeout"
                Command was: SET transaction_timeout = 0;
                pg_restore: error: could not execute query: ERROR:  relation "tenant" already exists
                pg_restore: warning: errors ignored on restore: 2
                """;

        assertEquals(List.of("pg_restore: error: could not execute query: ERROR:  relation \"tenant\" already exists"), DatabaseDump.errors(said));
    }

    @Test
    void theNewestClientsAreTaken(@TempDir Path clients) throws IOException {
        assertEquals(Optional.empty(), DatabaseDump.newest(clients.resolve("nothing")));
        for (String version : List.of("9", "15", "17")) {
            Path programs = Files.createDirectories(clients.resolve(version).resolve("bin"));
            if (!version.equals("17")) {
                Files.createFile(programs.resolve("pg_dump"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            }
        }

        assertEquals(Optional.of(clients.resolve("15/bin")), DatabaseDump.newest(clients));
    }
}
