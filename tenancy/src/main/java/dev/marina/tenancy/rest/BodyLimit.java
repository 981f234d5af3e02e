package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Bodies are small: more is neither announced nor read.
@PreMatching
public class BodyLimit implements ContainerRequestFilter {

    static final int MOST_BYTES = 64 << 10;

    @Override
    public void filter(ContainerRequestContext context) {
        if (context.getLength() > MOST_BYTES) {
            throw tooLarge();
        }
        context.setEntityStream(new Bounded(context.getEntityStream()));
    }

    private static ProblemException tooLarge() {
        return new ProblemException(new Problem.TooLarge(MOST_BYTES));
    }

    /// Ends with a refusal where it does not end by itself in time.
    private static final class Bounded extends FilterInputStream {
        private int left = MOST_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw tooLarge();
            }
        }
    }
}
