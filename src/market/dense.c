/* dense.c - layer 1: LU with partial pivoting and Cholesky, row by row, right-looking. */
#include "market/dense.h"

static void swap_rows(double *a, int32_t n, int32_t i, int32_t j)
{
    for (int32_t k = 0; i != j && k < n; k++) {
        double x = a[i * n + k];
        a[i * n + k] = a[j * n + k];
        a[j * n + k] = x;
    }
}

bool dense_lu(double *a, int32_t n, int32_t *pivot)
{
    for (int32_t k = 0; k < n; k++) {
        int32_t p = k;
        for (int32_t i = k + 1; i < n; i++)
            if (fabs(a[i * n + k]) > fabs(a[p * n + k]))
                p = i;
        pivot[k] = p;
        swap_rows(a, n, k, p);
        double diagonal = a[k * n + k];
        if (diagonal == 0 || !isfinite(diagonal))
            return false;
        for (int32_t i = k + 1; i < n; i++) {
            double f = a[i * n + k] /= diagonal;
            for (int32_t j = k + 1; f != 0 && j < n; j++)
                a[i * n + j] -= f * a[k * n + j];
        }
    }
    return true;
}

static void swap_numbers(double *b, int32_t i, int32_t j)
{
    double x = b[i];
    b[i] = b[j];
    b[j] = x;
}

void dense_lu_solve(const double *lu, int32_t n, const int32_t *pivot, double *b)
{
    for (int32_t i = 0; i < n; i++)
        swap_numbers(b, i, pivot[i]);
    for (int32_t i = 1; i < n; i++)
        for (int32_t j = 0; j < i; j++)
            b[i] -= lu[i * n + j] * b[j];
    for (int32_t i = n - 1; i >= 0; i--) {
        for (int32_t j = i + 1; j < n; j++)
            b[i] -= lu[i * n + j] * b[j];
        b[i] /= lu[i * n + i];
    }
}

void dense_lu_solve_transposed(const double *lu, int32_t n, const int32_t *pivot, double *b)
{
    for (int32_t i = 0; i < n; i++) {
        b[i] /= lu[i * n + i];
        for (int32_t j = i + 1; j < n; j++)
            b[j] -= lu[i * n + j] * b[i];
    }
    for (int32_t i = n - 1; i > 0; i--)
        for (int32_t j = 0; j < i; j++)
            b[j] -= lu[i * n + j] * b[i];
    for (int32_t i = n - 1; i >= 0; i--)
        swap_numbers(b, i, pivot[i]);
}

/* Column j below a pivot that is 0 to rounding: 0 as well where the matrix is semidefinite. Returns the largest
 * entry relative to its diagonals, negative, where it is not (a 2 x 2 minor is then negative), else 0. */
static double close_column(const double *a, int32_t n, double *l, int32_t j)
{
    double worst = 0, tolerance = sqrt(n * 0x1p-48);
    for (int32_t i = j + 1; i < n; i++) {
        double scale = sqrt(fabs(a[i * n + i]) * fabs(a[j * n + j])), x = fabs(l[i * n + j]);
        if (x > tolerance * scale)
            worst = fmin(worst, scale > 0 ? -fmin(1, x / scale) : -1);
        l[i * n + j] = 0;
    }
    return worst;
}

/* Row by column: l holds what is left of (a + a')/2 after the columns before j. */
static void take_column(double *l, int32_t n, int32_t j)
{
    double root = sqrt(l[j * n + j]);
    l[j * n + j] = root;
    for (int32_t i = j + 1; i < n; i++)
        l[i * n + j] /= root;
    for (int32_t i = j + 1; i < n; i++)
        for (int32_t k = j + 1; k <= i; k++)
            l[i * n + k] -= l[i * n + j] * l[k * n + j];
}

/* The pivot relative to its diagonal entry, or where that is 0 to the largest one. */
static double relative_pivot(double pivot, double diagonal, double largest)
{
    double of = diagonal > 0 ? diagonal : largest;
    return pivot == 0 ? 0 : of > 0 ? pivot / of : -1;
}

double dense_cholesky(const double *a, int32_t n, double *l)
{
    double least = n > 0 ? (double)INFINITY : 1, largest = 0;
    for (int32_t i = 0; i < n; i++) {
        largest = fmax(largest, a[i * n + i]);
        for (int32_t j = 0; j < n; j++)
            l[i * n + j] = j > i ? 0 : a[i * n + j] / 2 + a[j * n + i] / 2;
    }
    for (int32_t j = 0; j < n; j++) {
        double diagonal = a[j * n + j], pivot = l[j * n + j];
        if (!isfinite(pivot) || diagonal < 0)
            return -1;
        double relative = relative_pivot(pivot, diagonal, largest);
        least = fmin(least, relative);
        if (relative < -(n * 0x1p-48))
            return least;
        if (relative > n * 0x1p-48) {
            take_column(l, n, j);
            continue;
        }
        l[j * n + j] = 0;
        double beside = close_column(a, n, l, j);
        if (beside < 0)
            return fmin(least, beside);
    }
    return least;
}
