package dev.marina.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Asks an address for one page of a host again and again, each time by a connection of its own, and keeps everything that was no page.
final class CountingClient implements AutoCloseable {

    private final String address;
    private final String host;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads;
    private volatile boolean ending;

    private CountingClient(String address, String host, int threads) {
        this.address = address;
        this.host = host;
        this.threads = java.util.stream.IntStream.range(0, threads).mapToObj(_ -> Thread.ofVirtual().unstarted(this::run)).toList();
    }

    static CountingClient start(String address, String host, int threads) {
        CountingClient client = new CountingClient(address, host, threads);
        client.threads.forEach(Thread::start);
        return client;
    }

    private void run() {
        while (!ending && failures.size() < 20) {
            try {
                String status = ask();
                if (status.startsWith("HTTP/1.1 200 ")) {
                    answered.incrementAndGet();
                } else {
                    failures.add(status);
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    /// The first line of a whole answer.
    private String ask() throws IOException {
        try (Socket socket = new Socket(address, 80)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host).getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return answer.isEmpty() ? "nothing" : answer.lines().findFirst().orElseThrow();
        }
    }

    void stop() throws InterruptedException {
        ending = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    int answered() {
        return answered.get();
    }

    List<String> failures() {
        return failures;
    }

    /// Waits for nobody.
    @Override
    public void close() {
        ending = true;
    }
}
