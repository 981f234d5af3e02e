package dev.marina.net.cni;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The plugin executable as a Java program, where there is no compiler for `marina-cni.c`. It does the same, slower.
public final class CniMain {

    private static final Pattern SOCKET = Pattern.compile("\"socket\"\\s*:\\s*\"([^\"]+)\"");

    private CniMain() {}

    public static void main(String[] args) throws IOException {
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        String command = System.getenv().getOrDefault("CNI_COMMAND", "");
        Matcher socket = SOCKET.matcher(input);
        if (!socket.find()) {
            boolean version = command.equals("VERSION");
            System.out.println(version
                    ? "{\"cniVersion\":\"1.1.0\",\"supportedVersions\":[\"" + String.join("\",\"", CniVersion.SUPPORTED) + "\"]}"
                    : failure(CniException.INVALID_CONFIGURATION, "the network configuration names no socket"));
            System.exit(version ? 0 : 1);
        }
        System.exit(call(socket.group(1), input, command));
    }

    private static int call(String socket, String input, String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            StringBuilder request = new StringBuilder();
            System.getenv().forEach((name, value) -> {
                if (name.startsWith("CNI_")) {
                    request.append(name).append('=').append(value).append('\0');
                }
            });
            ByteBuffer bytes = ByteBuffer.wrap(request.append('\0').append(input).toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.shutdownOutput();
            String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            if (answer.length() > 1) {
                System.out.println(answer.substring(1));
            }
            return answer.startsWith("0") ? 0 : 1;
        } catch (IOException _) {
            System.out.println(failure(command.equals("STATUS") ? CniException.NOT_AVAILABLE : CniException.TRY_AGAIN, "the node agent does not answer"));
            return 1;
        }
    }

    private static String failure(int code, String message) {
        return "{\"cniVersion\":\"1.1.0\",\"code\":%d,\"msg\":\"%s\"}".formatted(code, message);
    }
}
