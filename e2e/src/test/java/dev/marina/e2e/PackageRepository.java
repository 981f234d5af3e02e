package dev.marina.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A small repository in a tenant's cluster, with one package for each tool, and projects that need it. For Maven it has what its plugins need, which the
/// build of this checkout has fetched already.
///
/// @param npmIntegrity of the one package, as a lock names it
record PackageRepository(String npmIntegrity) {

    static final String POD = "packages";
    private static final Duration RESOLVED = Duration.ofMinutes(5);
    private static final String MODULE = "exports.hello = () => 'hello of a module';\n";

    /// For a build's spec.
    static final String SPEC = "repositories: {maven: 'http://packages.default.svc/maven', npm: 'http://packages.default.svc/npm',"
            + " python: 'http://packages.default.svc/simple'}";

    static PackageRepository start(Tenant tenant) throws IOException {
        Path www = Files.createTempDirectory("packages");
        String integrity = npm(www);
        python(www);
        maven(www);
        tenant.kubectlWithInput("""
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: packages, labels: {app: packages}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: 'marina/busybox:1', command: [sh, -c, 'mkdir /www && exec httpd -f -p 8080 -h /www'], ports: [{containerPort: 8080}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: packages}
                spec: {selector: {app: packages}, ports: [{port: 80, targetPort: 8080}]}
                """, "apply", "-f", "-").succeeded();
        tenant.awaitPodReady(POD);
        String archive = Program.run(www, Map.of(), RESOLVED, List.of("sh", "-c", "tar -cz . | base64 -w 0")).succeeded().output();
        tenant.kubectlWithInput(archive, "exec", "-i", POD, "--", "sh", "-c", "base64 -d | tar -xz -C /www").succeeded();
        return new PackageRepository(integrity);
    }

    private static String npm(Path www) throws IOException {
        Path content = Files.createDirectories(www.resolve("npm/package"));
        Files.writeString(content.resolve("package.json"), "{\"name\":\"greet\",\"version\":\"1.0.0\",\"main\":\"index.js\"}\n");
        Files.writeString(content.resolve("index.js"), MODULE);
        Program.run(www.resolve("npm"), Map.of(), RESOLVED, List.of("sh", "-c",
                "tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c package | gzip -n > greet-1.0.0.tgz && rm -r package")).succeeded();
        return "sha512-" + Base64.getEncoder().encodeToString(hash("SHA-512", Files.readAllBytes(www.resolve("npm/greet-1.0.0.tgz"))));
    }

    private static void python(Path www) throws IOException {
        Path directory = Files.createDirectories(www.resolve("simple/greet"));
        String wheel = "greet-1.0.0-py3-none-any.whl";
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Map<String, String> files = new LinkedHashMap<>();
        files.put("greet.py", "def hello():\n    return 'hello of a wheel'\n");
        files.put("greet-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greet\nVersion: 1.0.0\n");
        files.put("greet-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: marina\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        files.put("greet-1.0.0.dist-info/RECORD",
                "greet.py,,\ngreet-1.0.0.dist-info/METADATA,,\ngreet-1.0.0.dist-info/WHEEL,,\ngreet-1.0.0.dist-info/RECORD,,\n");
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.write(directory.resolve(wheel), packed.toByteArray());
        Files.writeString(directory.resolve("index.html"), "<!DOCTYPE html><html><body><a href=\"%s\">%s</a></body></html>".formatted(wheel, wheel));
    }

    /// What Maven fetches for the project, found out by building it here.
    private static void maven(Path www) throws IOException {
        Path project = Files.createTempDirectory("maven-project");
        for (Map.Entry<String, String> file : mavenProject().entrySet()) {
            Files.writeString(project.resolve(file.getKey()), file.getValue());
        }
        Path had = Path.of(System.getProperty("user.home"), ".m2/repository");
        Path settings = Files.writeString(project.resolve("settings.xml"), """
                <settings><localRepository>%s</localRepository>
                <mirrors><mirror><id>had</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors></settings>
                """.formatted(www.resolve("maven"), had.toUri()));
        Program.run(project, Map.of(), RESOLVED, List.of("mvn", "-B", "-ntp", "-s", settings.toString(), "-DskipTests", "package")).succeeded();
        Program.run(www, Map.of(), RESOLVED, List.of("find", "maven", "-name", "_remote.repositories", "-delete")).succeeded();
    }

    /// In one directory, since it lies in a ConfigMap.
    static Map<String, String> mavenProject() {
        return Map.of("Served.java", """
                import com.sun.net.httpserver.HttpServer;
                import java.net.InetSocketAddress;

                public class Served {
                    public static void main(String[] arguments) throws Exception {
                        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 0);
                        server.createContext("/", exchange -> {
                            byte[] said = "made by maven\\n".getBytes();
                            exchange.sendResponseHeaders(200, said.length);
                            exchange.getResponseBody().write(said);
                            exchange.close();
                        });
                        server.start();
                    }
                }
                """, "pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>test</groupId><artifactId>served</artifactId><version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <build>
                    <sourceDirectory>.</sourceDirectory>
                    <plugins>
                      <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
                      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
                      <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.3</version></plugin>
                      <plugin><artifactId>maven-jar-plugin</artifactId><version>3.4.2</version>
                        <configuration><archive><manifest><mainClass>Served</mainClass></manifest></archive></configuration></plugin>
                    </plugins>
                  </build>
                </project>
                """);
    }

    Map<String, String> npmProject() {
        return Map.of("package.json", """
                {"name":"shop","version":"1.0.0","private":true,"dependencies":{"greet":"1.0.0"},
                 "scripts":{"build":"node -e \\"require('fs').writeFileSync('built.js', 'exports.words = require(\\\\'greet\\\\').hello() + \\\\', built\\\\';')\\"",
                  "start":"node server.js"}}
                """, "package-lock.json", """
                {"name":"shop","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{
                 "":{"name":"shop","version":"1.0.0","dependencies":{"greet":"1.0.0"}},
                 "node_modules/greet":{"version":"1.0.0","resolved":"http://packages.default.svc/npm/greet-1.0.0.tgz","integrity":"%s"}}}
                """.formatted(npmIntegrity), "server.js", """
                const words = require('./built.js').words;
                require('http').createServer((_, answer) => answer.end(words + '\\n')).listen(process.env.PORT);
                """);
    }

    static Map<String, String> pythonProject() {
        return Map.of("requirements.txt", "greet==1.0.0\n", "app.py", """
                import os
                from http.server import BaseHTTPRequestHandler, HTTPServer

                import greet


                class Handler(BaseHTTPRequestHandler):
                    def do_GET(self):
                        self.send_response(200)
                        self.end_headers()
                        self.wfile.write((greet.hello() + '\\n').encode())


                HTTPServer(('', int(os.environ['PORT'])), Handler).serve_forever()
                """);
    }

    private static byte[] hash(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
