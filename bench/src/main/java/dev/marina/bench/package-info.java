/// Benchmarks of the whole: each starts what it measures, beside what it is compared with, in one run.
package dev.marina.bench;
