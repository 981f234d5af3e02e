# Git's own server over HTTP (git http-backend, RFC 3875), one request after another: for the tests, in a pod.
use strict;
use warnings;
use IO::Socket::INET;

my ($root, $port) = @ARGV;
my $server = IO::Socket::INET->new(LocalPort => $port, Listen => 5, ReuseAddr => 1) or die "cannot listen: $!";
while (my $client = $server->accept()) {
    my $request = <$client> // '';
    my ($method, $target) = $request =~ m{^(GET|POST) (\S+) HTTP} or do { close $client; next };
    my %header;
    while (my $line = <$client>) {
        $line =~ s/\r?\n$//;
        last if $line eq '';
        $header{lc $1} = $2 if $line =~ /^([^:]+):\s*(.*)$/;
    }
    my $body = '';
    read($client, $body, $header{'content-length'}) if $header{'content-length'};
    my ($path, $query) = split /\?/, $target, 2;
    open(my $in, '>', "/tmp/request.$$") or die;
    print $in $body;
    close $in;
    local %ENV = (%ENV, GIT_PROJECT_ROOT => $root, GIT_HTTP_EXPORT_ALL => 1, PATH_INFO => $path, QUERY_STRING => $query // '', REQUEST_METHOD => $method,
        CONTENT_TYPE => $header{'content-type'} // '', CONTENT_LENGTH => length $body, GIT_PROTOCOL => $header{'git-protocol'} // '',
        HTTP_CONTENT_ENCODING => $header{'content-encoding'} // '', GIT_CONFIG_COUNT => 1, GIT_CONFIG_KEY_0 => 'safe.directory', GIT_CONFIG_VALUE_0 => '*');
    my $answer = `git http-backend < /tmp/request.$$`;
    my ($head, $content) = split /\r?\n\r?\n/, $answer, 2;
    my $status = $head =~ s/^Status: ([^\r\n]*)\r?\n?//m ? $1 : '200 OK';
    print $client "HTTP/1.1 $status\r\n$head\r\nConnection: close\r\nContent-Length: " . length($content // '') . "\r\n\r\n" . ($content // '');
    close $client;
}
