package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BirdControlTest {

    @Test
    void anAnswerEndsWithALineWhoseCodeASpaceFollows() {
        assertEquals(Optional.empty(), BirdControl.whole("1002-n64400002  BGP  ---  up\n"));
        assertEquals(Optional.empty(), BirdControl.whole("1002-n64400002  BGP\n1006-  BGP state:  Establ"));
        assertEquals(Optional.of(List.of("n64400002  BGP", "  BGP state:          Established", "    Neighbor address: 100.64.0.2", "")),
                BirdControl.whole("1002-n64400002  BGP\n1006-  BGP state:          Established\n     Neighbor address: 100.64.0.2\n0000 \n"));
    }

    @Test
    void sessionsAreReadWithTheirStates() {
        List<String> lines = List.of("device1    Device     ---        up     09:14:17.947", "own        Static     master4    up     09:14:17.947",
                "n64400002  BGP        ---        start  09:14:17.947  Active        Socket: Connection closed", "  BGP state:          Active",
                "    Neighbor address: 100.64.0.2", "    Neighbor AS:      64512", "n64400003  BGP        ---        up     09:14:19.947  Established",
                "  BGP state:          Established", "    Neighbor address: 100.64.0.3");

        assertEquals(List.of(new BirdAnswer.Seen("100.64.0.2", "Active"), new BirdAnswer.Seen("100.64.0.3", "Established")), BirdAnswer.sessions(lines));
    }

    @Test
    void nobodyAnswersWhereNobodyIs(@TempDir Path directory) {
        assertTrue(new BirdControl(directory.resolve("bird.ctl")).ask("show status").isEmpty());
    }

    /// One that is hung, or worse.
    @Test
    void whoTakesTheConnectionAndSaysNothingIsNotWaitedForWithoutEnd(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("bird.ctl");
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));

            assertTrue(new BirdControl(socket).ask("show status").isEmpty());
        }
    }
}
