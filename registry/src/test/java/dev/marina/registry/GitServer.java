package dev.marina.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Git's own server over HTTP, with one repository.
final class GitServer {

    private final HttpServer server;
    private final Path root;

    GitServer(Path root, Map<String, String> files) throws Exception {
        this.root = root;
        Path work = Files.createDirectories(root.resolve("work"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = work.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        git(work, "init", "--quiet", "--initial-branch=main");
        git(work, "add", ".");
        git(work, "-c", "user.name=ann", "-c", "user.email=ann@acme.test", "commit", "--quiet", "-m", "first");
        git(root, "clone", "--quiet", "--bare", work.toString(), "app.git");
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private static void git(Path in, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        if (new ProcessBuilder(command).directory(in.toFile()).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("git " + String.join(" ", arguments));
        }
    }

    String url() {
        return "http://127.0.0.1:%d/app.git".formatted(server.getAddress().getPort());
    }

    /// RFC 3875, as much as `git http-backend` needs.
    private void answer(HttpExchange exchange) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> variables = builder.environment();
        variables.putAll(Map.of("GIT_PROJECT_ROOT", root.toString(), "GIT_HTTP_EXPORT_ALL", "1", "PATH_INFO", exchange.getRequestURI().getPath(),
                "REQUEST_METHOD", exchange.getRequestMethod(), "GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "safe.directory", "GIT_CONFIG_VALUE_0", "*"));
        copy(exchange, "Content-Type", "CONTENT_TYPE", variables);
        copy(exchange, "Git-Protocol", "GIT_PROTOCOL", variables);
        copy(exchange, "Content-Encoding", "HTTP_CONTENT_ENCODING", variables);
        variables.put("QUERY_STRING", exchange.getRequestURI().getQuery() == null ? "" : exchange.getRequestURI().getQuery());
        Process process = builder.start();
        try (exchange) {
            try (OutputStream in = process.getOutputStream()) {
                exchange.getRequestBody().transferTo(in);
            }
            InputStream out = process.getInputStream();
            int status = 200;
            for (String line = line(out); !line.isEmpty(); line = line(out)) {
                String[] header = line.split(": ", 2);
                if (header[0].equals("Status")) {
                    status = Integer.parseInt(header[1].substring(0, 3));
                } else {
                    exchange.getResponseHeaders().set(header[0], header[1]);
                }
            }
            exchange.sendResponseHeaders(status, 0);
            out.transferTo(exchange.getResponseBody());
        }
    }

    private static void copy(HttpExchange exchange, String header, String variable, Map<String, String> variables) {
        if (exchange.getRequestHeaders().getFirst(header) != null) {
            variables.put(variable, exchange.getRequestHeaders().getFirst(header));
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                text.write(next);
            }
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    void close() {
        server.stop(0);
    }
}
