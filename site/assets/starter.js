// Starts the form once the page has been painted: script, wasm and data of its first part come at the same time,
// and are asked for again where the link breaks.
const w=window,f=document.getElementById("form"),
wait=t=>new Promise(r=>{setTimeout(r,t);addEventListener("online",r,{once:true})}),
painted=f=>w.PerformanceObserver&&(PerformanceObserver.supportedEntryTypes||[]).includes("paint")?
new PerformanceObserver((_,o)=>{o.disconnect();f()}).observe({type:"paint",buffered:true}):
requestAnimationFrame(()=>requestAnimationFrame(f)),
get=async(a,integrity)=>{const r=await fetch(a,integrity?{integrity}:{});if(!r.ok)throw r;return r};
if(w.formWorks&&f.dataset.check)painted(async()=>{
for(let n=0;;n++)try{
const d=get(f.dataset.check,f.dataset.integrity).then(r=>r.arrayBuffer()),p=get("WASM","INTEGRITY"),s=import("SCRIPT"+(n?"?"+n%TRIES:""));
for(const a of [d,p,s])a.catch(()=>{});
await d;w["data-check"]=d;
await(await s).default({module_or_path:await p});
w.formFails(false);
break
}catch(e){
if(n+1==TRIES)w.formFails(true);
await wait(1e3*2**Math.min(n,5)*(.5+Math.random()/2))
}
});
