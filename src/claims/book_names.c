/* book_names.c - layer 3: products and countries of the store, and the names that a text may use.
 *
 * Flow: the tables once, ascending ids, and where to find an id -> aliases without what a text
 * does not mean by them -> of each product its kin.
 * Invariant: every phrase is lower case and stands once. */
#include "claims/book_impl.h"

/* ---- ids -------------------------------------------------------------------------------------- */

static uint32_t hash_of(const char *id)
{
    uint32_t h = 2166136261U; /* FNV-1a */
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 16777619U;
    return h ^ h >> 15;
}

/* The slot of an id, or the free one where it belongs. */
static uint32_t slot_of(const id_index *ix, const char *id)
{
    uint32_t at = hash_of(id) & ix->mask;
    while (ix->slot[at] >= 0 && !STR_EQ(ix->id[ix->slot[at]], id))
        at = (at + 1) & ix->mask;
    return at;
}

/* Room for n ids, none in it; at most half of the slots are ever taken. */
static bool index_init(id_index *ix, arena *mem, int32_t n)
{
    uint32_t slots = 16;
    while (slots < 2 * (uint32_t)n)
        slots *= 2;
    ix->id = arena_take(mem, (size_t)n + 1, sizeof *ix->id);
    ix->slot = arena_take(mem, slots, sizeof *ix->slot);
    ix->mask = slots - 1;
    for (uint32_t i = 0; ix->slot && i < slots; i++)
        ix->slot[i] = -1;
    return ix->id && ix->slot;
}

static void index_add(id_index *ix, const char *id, int32_t row)
{
    uint32_t at = slot_of(ix, id);
    ix->id[row] = id;
    ix->slot[at] = row;
}

static int32_t index_find(const id_index *ix, const char *id)
{
    return id && ix->slot ? ix->slot[slot_of(ix, id)] : -1;
}

int32_t book_product_row(const book *bk, const char *id)
{
    return index_find(&bk->product_index, id);
}

int32_t book_country_row(const book *bk, const char *id)
{
    return index_find(&bk->country_index, id);
}

/* ---- rows ------------------------------------------------------------------------------------- */

static gad_status load_products(gad_ctx *cx, book *bk)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, bk->st, "claims/products", NULL, 0, &t);
    if (status)
        return status;
    int32_t n = (int32_t)gad_table_rows(t);
    bk->product = arena_take(&bk->mem, (size_t)n + 1, sizeof *bk->product);
    bk->note = arena_take(&bk->mem, (size_t)n + 1, sizeof *bk->note);
    bk->place = arena_take(&bk->mem, (size_t)n + 1, sizeof *bk->place);
    bool ok = bk->product && bk->note && bk->place && index_init(&bk->product_index, &bk->mem, n);
    for (int32_t r = 0; ok && r < n; r++) {
        const char *text[5], *note = table_get_text(t, r, 5);
        for (int32_t k = 0; k < COUNT_OF(text); k++)
            ok &= (text[k] = arena_str(&bk->mem, table_get_text(t, r, k))) != NULL;
        bk->product[r] = (book_product){ text[0], text[1], text[2], text[3], text[4] };
        bk->note[r] = note ? arena_str(&bk->mem, note) : NULL;
        bk->place[r] = (int32_t)table_get_i64(t, r, 6, 0);
        ok &= !note || bk->note[r];
        if (ok)
            index_add(&bk->product_index, text[0], r);
    }
    bk->n_product = n;
    gad_table_free(t);
    return ok ? GAD_OK : gad_nomem(cx, "the products");
}

static gad_status load_countries(gad_ctx *cx, book *bk)
{
    gad_table *t = NULL;
    gad_status status = store_query(cx, bk->st, "claims/countries", NULL, 0, &t);
    if (status)
        return status;
    int32_t n = (int32_t)gad_table_rows(t);
    bk->country = arena_take(&bk->mem, (size_t)n + 1, sizeof *bk->country);
    bool ok = bk->country && index_init(&bk->country_index, &bk->mem, n);
    for (int32_t r = 0; ok && r < n; r++) {
        book_country *c = &bk->country[r];
        c->id = arena_str(&bk->mem, table_get_text(t, r, 0));
        c->name = arena_str(&bk->mem, table_get_text(t, r, 1));
        c->prose = arena_str(&bk->mem, table_get_text(t, r, 2));
        c->number = (int32_t)table_get_i64(t, r, 3, -1);
        ok = c->id && c->name && c->prose;
        if (ok)
            index_add(&bk->country_index, c->id, r);
    }
    bk->n_country = ok ? n : 0;
    bk->world = book_country_row(bk, "W00");
    gad_table_free(t);
    return ok ? GAD_OK : gad_nomem(cx, "the countries");
}

int32_t book_country_by_number(const book *bk, int32_t number)
{
    for (int32_t i = 0; i < bk->n_country; i++)
        if (bk->country[i].number == number)
            return i;
    return -1;
}

const book_product *book_product_of(const book *bk, const char *id)
{
    int32_t i = book_product_row(bk, id);
    return i < 0 ? NULL : &bk->product[i];
}

const char *book_country_prose(const book *bk, const char *id)
{
    int32_t i = book_country_row(bk, id);
    return i < 0 ? id : bk->country[i].prose;
}

/* ---- names that a text may use ------------------------------------------------------------------ */

/* Words and places that mean something else in running text: an apt remark, New Jersey, compounds and
 * metals of anything, the mine production of any metal. */
static const char *const unsafe[] = { "apt",
                                      "compounds and metals",
                                      "georgia",
                                      "jersey",
                                      "man",
                                      "mine production",
                                      "mining quota",
                                      "ores and compounds",
                                      "oxides and compounds",
                                      "reo",
                                      "reunion",
                                      "saba",
                                      "separation quota",
                                      "smelting and separation",
                                      "the group of 17",
                                      "other countries" };

/* Two letters are symbols of elements and codes; these are countries. */
static bool is_known_pair(const char *phrase)
{
    return STR_EQ(phrase, "eu") || STR_EQ(phrase, "uk") || STR_EQ(phrase, "g7");
}

static bool is_safe(const char *phrase)
{
    size_t n = strlen(phrase), digits = strspn(phrase, "0123456789");
    if (n < 3 && !is_known_pair(phrase))
        return false;
    if (digits == n || strchr(phrase, '_') || strchr(phrase, '('))
        return false;
    if (strncmp(phrase, "hs ", 3) == 0 || strstr(phrase, " hs "))
        return false;
    for (int32_t i = 0; i < COUNT_OF(unsafe); i++)
        if (STR_EQ(phrase, unsafe[i]))
            return false;
    return true;
}

static bool add_name(book *bk, const char *phrase, const char *id, tag kind)
{
    char *copy = arena_str(&bk->mem, phrase);
    if (!copy)
        return false;
    bk->name[bk->n_name++] = (lex_name){ copy, id, kind };
    return true;
}

static bool add_country(book *bk, const gad_table *t, int64_t r)
{
    const char *phrase = table_get_text(t, r, 0);
    int32_t i = book_country_row(bk, table_get_text(t, r, 1));
    if (i < 0 || !is_safe(phrase))
        return true;
    return add_name(bk, phrase, bk->country[i].id, TAG_COUNTRY);
}

static bool add_product(book *bk, const gad_table *t, int64_t r)
{
    const char *phrase = table_get_text(t, r, 0);
    int32_t i = book_product_row(bk, table_get_text(t, r, 1));
    return i < 0 || !is_safe(phrase) || add_name(bk, phrase, bk->product[i].id, TAG_PRODUCT);
}

static gad_status load_names(gad_ctx *cx, book *bk)
{
    gad_table *product = NULL, *country = NULL;
    gad_status status = store_query(cx, bk->st, "claims/product_names", NULL, 0, &product);
    if (!status)
        status = store_query(cx, bk->st, "claims/country_names", NULL, 0, &country);
    int64_t n = status ? 0 : gad_table_rows(product), m = status ? 0 : gad_table_rows(country);
    bk->name = arena_take(&bk->mem, (size_t)(n + m) + 1, sizeof *bk->name);
    bool ok = bk->name != NULL;
    for (int64_t r = 0; ok && r < n; r++)
        ok = add_product(bk, product, r);
    for (int64_t r = 0; ok && r < m; r++)
        ok = add_country(bk, country, r);
    gad_table_free(product);
    gad_table_free(country);
    return status ? status : ok ? GAD_OK : gad_nomem(cx, "the names");
}

const lex_name *book_names(const book *bk, int32_t *n)
{
    *n = bk->n_name;
    return bk->name;
}

/* ---- kin ---------------------------------------------------------------------------------------- */

typedef struct kin_list {
    const char *id[KIN_MAX];
    int32_t n, confused;
} kin_list;

static void put_kin(const book *bk, kin_list *k, const char *id, int32_t self)
{
    int32_t i = book_product_row(bk, id);
    if (i < 0 || i == self || k->n == KIN_MAX)
        return;
    for (int32_t j = 0; j < k->n; j++)
        if (k->id[j] == bk->product[i].id)
            return;
    k->id[k->n++] = bk->product[i].id;
}

/* Products below `parent` in the order of the tree. */
static void put_children(const book *bk, const int32_t *tree, kin_list *k, const char *parent,
                         int32_t self)
{
    for (int32_t i = 0; *parent && i < bk->n_product; i++)
        if (STR_EQ(bk->product[tree[i]].parent, parent))
            put_kin(bk, k, bk->product[tree[i]].id, self);
}

static void find_kin(const book *bk, const gad_table *confusable, const int32_t *tree, int32_t self,
                     kin_list *k)
{
    const book_product *p = &bk->product[self];
    k->n = 0;
    for (int32_t way = 0; way < 2; way++)
        for (int64_t r = 0; r < gad_table_rows(confusable); r++)
            if (STR_EQ(table_get_text(confusable, r, way), p->id))
                put_kin(bk, k, table_get_text(confusable, r, 1 - way), self);
    k->confused = k->n;
    put_children(bk, tree, k, p->id, self);
    put_kin(bk, k, p->parent, self);
    put_children(bk, tree, k, p->parent, self);
}

/* Rows in the order of the tree: place counts from 1 without gaps. NULL: no memory. */
static int32_t *tree_order(book *bk)
{
    int32_t *tree = arena_take(&bk->mem, (size_t)bk->n_product + 1, sizeof *tree);
    for (int32_t i = 0; tree && i < bk->n_product; i++)
        if (bk->place[i] >= 1 && bk->place[i] <= bk->n_product)
            tree[bk->place[i] - 1] = i;
    return tree;
}

static gad_status load_kin(gad_ctx *cx, book *bk)
{
    gad_table *t = NULL;
    kin_list k;
    int32_t *tree = tree_order(bk);
    bk->kin = arena_take(&bk->mem, (size_t)bk->n_product + 1, sizeof *bk->kin);
    bk->confused = arena_take(&bk->mem, (size_t)bk->n_product + 1, sizeof *bk->confused);
    if (!bk->kin || !bk->confused || !tree)
        return gad_nomem(cx, "the families of products");
    gad_status status = store_query(cx, bk->st, "claims/confusable", NULL, 0, &t);
    for (int32_t i = 0; !status && i < bk->n_product; i++) {
        find_kin(bk, t, tree, i, &k);
        const char **list = arena_take(&bk->mem, (size_t)k.n + 1, sizeof *list);
        if (!list)
            status = gad_nomem(cx, "the families of products");
        else
            memcpy(list, k.id, (size_t)k.n * sizeof *list);
        bk->kin[i] = list;
        bk->confused[i] = k.confused;
    }
    gad_table_free(t);
    return status;
}

const char *const *book_kin(book *bk, const char *product)
{
    static const char *const nobody[] = { NULL };
    int32_t i = book_product_row(bk, product);
    return i < 0 ? nobody : bk->kin[i];
}

gad_status book_names_load(gad_ctx *cx, book *bk)
{
    gad_status status = load_products(cx, bk);
    if (!status)
        status = load_countries(cx, bk);
    if (!status)
        status = load_names(cx, bk);
    return status ? status : load_kin(cx, bk);
}
