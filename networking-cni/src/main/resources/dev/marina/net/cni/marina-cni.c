/* CNI plugin: hands CNI_* and standard input to the socket named in the network configuration and prints the answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

extern char **environ;

#define LIMIT (1 << 20)

static char input[LIMIT + 1];
static char output[LIMIT + 1];

static int fail(int code, const char *message) {
    printf("{\"cniVersion\":\"1.1.0\",\"code\":%d,\"msg\":\"%s\"}\n", code, message);
    return 1;
}

static int send_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return -1;
        }
        bytes += sent;
        length -= sent;
    }
    return 0;
}

/* The value of "socket": our own configuration writes it without escapes. */
static int socket_path(char *path, size_t size) {
    char *at = strstr(input, "\"socket\"");
    if (!at || !(at = strchr(at + 8, ':')) || !(at = strchr(at, '"'))) {
        return -1;
    }
    char *end = strchr(++at, '"');
    if (!end || (size_t)(end - at) >= size) {
        return -1;
    }
    memcpy(path, at, end - at);
    path[end - at] = 0;
    return 0;
}

int main(void) {
    size_t length = 0;
    ssize_t got;
    while (length < LIMIT && (got = read(0, input + length, LIMIT - length)) > 0) {
        length += got;
    }
    const char *command = getenv("CNI_COMMAND");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (command && strcmp(command, "VERSION") == 0 && !strstr(input, "\"socket\"")) {
        printf("{\"cniVersion\":\"1.1.0\",\"supportedVersions\":[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n");
        return 0;
    }
    if (socket_path(address.sun_path, sizeof address.sun_path)) {
        return fail(7, "the network configuration names no socket");
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address)) {
        int status = command && strcmp(command, "STATUS") == 0;
        return fail(status ? 50 : 11, "the node agent does not answer");
    }
    for (char **variable = environ; *variable; variable++) {
        if (strncmp(*variable, "CNI_", 4) == 0 && send_all(fd, *variable, strlen(*variable) + 1)) {
            return fail(5, "the node agent broke off");
        }
    }
    if (send_all(fd, "", 1) || send_all(fd, input, length) || shutdown(fd, SHUT_WR)) {
        return fail(5, "the node agent broke off");
    }
    length = 0;
    while (length < LIMIT && (got = read(fd, output + length, LIMIT - length)) > 0) {
        length += got;
    }
    if (length == 0) {
        return fail(5, "the node agent gave no answer");
    }
    if (length > 1) {
        fwrite(output + 1, 1, length - 1, stdout);
        putchar('\n');
    }
    return output[0] == '0' ? 0 : 1;
}
